import { z } from 'zod';
import { found, type Failure } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { accepted, candidates, firstAccepted, singles } from './reading/candidates.ts';
import { logIn, loginVerdicts, type LoggedIn } from './reading/login.ts';

const others = [
  'takes-declared',
  'takes-whole',
  'takes-created',
  'takes-literal',
  'takes-some',
] as const;

export const postgresLogin = defineProbe({
  name: 'postgres.login',
  doc: 'Logs in over the network as the application would; where its password is refused, tries the others that it may have been meant to have.',
  args: z.object({
    address: z.string(),
    port: z.number(),
    ...candidates,
    expected: z.enum(accepted).optional().describe('What the stored password lets expect'),
  }),
  data: z.object({
    verdict: z
      .enum([...loginVerdicts, ...others, 'not-sent', 'contradicted'])
      .describe(
        '`takes-…`: another candidate; else what the server says to the application itself',
      ),
    accepts: z.enum(accepted),
    excerpt: z.string(),
  }),
  trace:
    "one line in the server's log for each password that it refuses, one for a login where it logs these",
  run: async ({ address, port, expected, ...args }, context) => {
    const { container } = args;
    const subject = `${address}:${port}`;
    if (address === '') {
      const detail = 'no address by which this host reaches the server';
      return { outcome: 'unreachable', subject, detail };
    }
    const said: LoggedIn[] = [];
    let blind: Failure | undefined;
    const accepts = await firstAccepted(args, async (single) => {
      if (blind) return undefined;
      const read = await logIn(context, { address, port }, single);
      if (!read.ok) blind = read.failure;
      else said.push(read.value);
      if (!read.ok) return undefined;
      return read.value.verdict === 'accepted' ? true : false;
    });
    if (blind) return blind;
    const [own] = container.broken === 'no' || container.passwords.length > 0 ? said : [];
    const answer = own?.verdict ?? 'not-sent';
    // The stored password matches, yet the server says no: something that we do not see decides.
    const contradicted = expected === 'container' && answer !== 'accepted' && answer !== 'starting';
    return found({
      verdict: contradicted ? ('contradicted' as const) : verdictOf(accepts, answer),
      accepts,
      excerpt: [
        `${singles(container)[0]?.user ?? '?'} at ${subject}, database ${container.database}: ${own?.words ?? 'the setting cannot be read, so nothing is sent'}`,
        ...(['container', 'none', 'unsent'].includes(accepts) ? [] : [`accepted: ${accepts}`]),
      ].join('\n'),
    });
  },
});

const verdictOf = (
  accepts: (typeof accepted)[number],
  own: LoggedIn['verdict'] | 'not-sent',
): LoggedIn['verdict'] | (typeof others)[number] | 'not-sent' => {
  switch (accepts) {
    case 'container':
      return 'accepted';
    case 'declared':
    case 'whole':
    case 'created':
    case 'literal':
    case 'some':
      return `takes-${accepts}`;
    case 'none':
    case 'unsent':
    case 'unknown':
      return own;
  }
};
