import { requestWords } from '../core/request-words.ts';
import type { Reply, Request, Sent, Transport } from '../core/target.ts';
import { refusal, type Refusal } from './failure.ts';
import { isLook } from './looks.ts';
import { isQuestion } from './question.ts';

/** Lets only looks through: what could change something is refused here, whoever asks for it. */
export const readOnly = (
  inner: Transport,
  { noExec = false }: { readonly noExec?: boolean | undefined } = {},
): Transport => ({
  label: inner.label,
  close: () => inner.close(),
  send: (batch) => {
    const refusals = batch.map(({ request }) => refusalOf(request, noExec));
    const allowed = batch.filter((_, at): boolean => refusals[at] === undefined);
    const answers = allowed.length > 0 ? [...inner.send(allowed)] : [];
    return batch.map((_: Sent, at): Promise<Reply> => {
      const refused = refusals[at];
      if (refused) return Promise.resolve(refused);
      const answer = answers.shift();
      if (!answer) throw new Error(`${inner.label} answered fewer requests than it was sent`);
      return answer;
    });
  },
});

const refusalOf = (request: Request, noExec: boolean): Refusal | undefined => {
  const no = (why: string): Refusal => refusal('permission', requestWords(request), why);
  switch (request.kind) {
    case 'exec':
      if (!isLook(request.argv)) return no('not among the commands that are known to only look');
      if (request.in === undefined) {
        return request.as === undefined ? undefined : no('another user only inside a container');
      }
      return noExec
        ? refusal('permission', requestWords(request), 'refused by --no-exec', ['allow-exec'])
        : undefined;
    case 'docker':
      return isEngineLook(request) ? undefined : no('not a look at the engine');
    case 'postgres':
      return request.ask === undefined || isQuestion(request.ask)
        ? undefined
        : no('not a question that is known to change nothing');
    case 'http':
      return ['GET', 'HEAD', 'OPTIONS'].includes(request.method)
        ? undefined
        : no('a method that may change something');
    case 'read':
    case 'stat':
    case 'list':
    case 'dial':
    case 'clock':
    case 'wait':
      return undefined;
  }
};

/** A GET that attaches to a container's input, and one that hands out a key, are no looks. */
const isEngineLook = ({ method, path }: { readonly method: string; readonly path: string }) =>
  ['GET', 'HEAD'].includes(method) &&
  /^(\/[\w.:%@+=~-]+)+$/.test(path) &&
  !/\/(\.|%2e){1,2}(\/|$)/i.test(path) &&
  !/\/attach\/ws$|\/unlockkey$/i.test(path);
