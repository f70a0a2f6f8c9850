import type { AnyAuthMethod, AuthenticationType, ConnectConfig, Prompt } from 'ssh2';
import type { Asking, SshFailure } from '../ssh-target.ts';
import type { SshConfig } from './config.ts';
import { hostFailure } from './failures.ts';
import type { Identities } from './identities.ts';
import type { Secrets } from './secrets.ts';
import { offerOf, type Offer } from './signing.ts';

export type Authentication = {
  readonly handler: NonNullable<ConnectConfig['authHandler']>;
  /** What was tried and what to do, once the host has refused all of it, or had enough of it. */
  failure(words: string): SshFailure;
};

export type AuthenticationChoice = {
  readonly config: SshConfig;
  readonly identities: Identities;
  readonly secrets: Secrets;
  /** Its questions stop the clock. */
  readonly ask: Asking | undefined;
};

type Step = AnyAuthMethod | undefined;

/**
 * Keys first, each without asking for leave: the request for `none`, with which ssh begins, costs a
 * round trip. It is made when the keys are used up, to hear which ways the host leaves open.
 */
export const authentication = (choice: AuthenticationChoice): Authentication => {
  const { config, identities } = choice;
  const tried: string[] = [...identities.unusable];
  let left: readonly string[] | undefined;
  const steps = walk(choice, tried, () => left ?? []);
  const handler = (
    methods: AuthenticationType[] | null,
    _partial: boolean | null,
    next: (method: AnyAuthMethod | false) => void,
  ): void => {
    left = methods ?? left;
    steps.next().then(
      ({ value, done }) => next(done === true || value === undefined ? false : value),
      (error: unknown) => {
        tried.push(String(error));
        next(false);
      },
    );
  };
  return {
    handler: handler as Authentication['handler'],
    failure: (words) => {
      // The host ends it by itself after some attempts (MaxAuthTries).
      const ended = /too many/i.test(words) ? [words] : [];
      const isAsked = choice.ask !== undefined;
      return refusal(config, { tried: [...tried, ...ended], left, isAsked });
    },
  };
};

async function* walk(
  { config, identities, secrets, ask }: AuthenticationChoice,
  tried: string[],
  left: () => readonly string[],
): AsyncGenerator<Step, undefined, void> {
  const username = config.user;
  for (const identity of identities.keys) {
    const offer = await offerOf(identity, secrets);
    if ('problem' in offer) {
      tried.push(`${identity.name}: ${offer.problem}`);
      continue;
    }
    yield { type: 'agent', username, agent: offer.agent };
    tried.push(`${identity.name}: ${outcomeOf(offer)}`);
    // Signed, and still asked for more: the host wants something besides this key.
    if (offer.state.signed) break;
  }
  yield { type: 'none', username };
  const ways = config.methods.filter((method) => method !== 'publickey');
  if (ask === undefined) return undefined;
  for (const way of ways) {
    for (let attempt = 1; attempt <= config.promptCount && left().includes(way); attempt += 1) {
      const step =
        way === 'password' ? await byPassword(config, ask, attempt > 1) : byPrompts(config, ask);
      if (step === undefined) {
        tried.push(`${way} not given`);
        return undefined;
      }
      yield step.method;
      // Without a colon: what follows `password:` is taken for one wherever it is shown.
      tried.push(`${way} not accepted`);
      if (step.wasDeclined()) return undefined;
    }
  }
  return undefined;
}

const outcomeOf = ({ state }: Offer): string => {
  if (state.problem !== undefined) return state.problem;
  return state.signed ? 'accepted, but not enough' : 'not accepted';
};

type Asked = { readonly method: AnyAuthMethod; wasDeclined(): boolean };

const byPassword = async (
  { user, alias }: SshConfig,
  ask: Asking,
  again: boolean,
): Promise<Asked | undefined> => {
  const what = `the password of ${user}@${alias}${again ? ' (the last one was not accepted)' : ''}`;
  const password = await ask.secret({ what });
  if (password === undefined) return undefined;
  const method: AnyAuthMethod = { type: 'password', username: user, password };
  return { method, wasDeclined: () => false };
};

/** The host's own questions, one after the other; what nobody answers is sent empty. */
const byPrompts = (config: SshConfig, ask: Asking): Asked => {
  let isDeclined = false;
  const answers = async (prompts: readonly Prompt[]): Promise<string[]> => {
    const given: string[] = [];
    for (const { prompt, echo } of prompts) {
      const what = `${config.user}@${config.alias} asks: ${prompt.trim()}`;
      const answer = isDeclined
        ? undefined
        : await ask.secret({ what, ...(echo === true ? { visible: true as const } : {}) });
      if (answer === undefined) isDeclined = true;
      given.push(answer ?? '');
    }
    return given;
  };
  const method: AnyAuthMethod = {
    type: 'keyboard-interactive',
    username: config.user,
    prompt: (_name, _instructions, _language, prompts, finish) => {
      answers(prompts).then(finish, () => {
        isDeclined = true;
        finish([]);
      });
    },
  };
  return { method, wasDeclined: () => isDeclined };
};

type Tried = {
  readonly tried: readonly string[];
  readonly left: readonly string[] | undefined;
  readonly isAsked: boolean;
};

const refusal = (config: SshConfig, { tried, left, isAsked }: Tried): SshFailure => {
  const ways = left === undefined ? '' : ` It accepts: ${left.join(', ')}.`;
  const counts = [...Map.groupBy(tried, (words) => words)].map(([words, { length }]) =>
    length === 1 ? words : `${words} (${length} times)`,
  );
  const what = counts.length === 0 ? 'there was no key to offer' : counts.join('; ');
  const canAsk = !isAsked && left?.some((way) => way !== 'publickey') === true;
  const byHand = canAsk ? 'On a terminal the wizard asks for a password. ' : '';
  return hostFailure(
    'authentication',
    `${config.alias} did not let ${config.user} in: ${what}.${ways}`,
    `${byHand}Load the right key into the agent (ssh-add), or name it with IdentityFile in ssh_config; check the user name.`,
  );
};
