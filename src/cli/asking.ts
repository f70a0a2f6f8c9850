import type { HostKeyAnswer, LinkQuestion } from '../core/link-question.ts';
import { gate } from '../transports/gate.ts';
import type { Asking } from '../transports/ssh-target.ts';

export type Questions = {
  /** For the transports: resolves with what the operator answers. */
  readonly ask: Asking;
  /** The operator's answer to the question that is shown; undefined gives it up. */
  reply(answer: string | undefined): void;
};

/**
 * What links ask, one question at a time however many hosts are connected to at once. An answer
 * goes straight to who asked: it stands in no log and in no state.
 */
export const questions = (show: (question: LinkQuestion | undefined) => void): Questions => {
  const inTurn = gate(1);
  let answered: ((answer: string | undefined) => void) | undefined;
  const pose = (question: LinkQuestion): Promise<string | undefined> =>
    inTurn(
      () =>
        new Promise((resolve) => {
          answered = (answer) => {
            answered = undefined;
            show(undefined);
            resolve(answer);
          };
          show(question);
        }),
    );
  return {
    ask: {
      hostKey: async (question) => {
        const answer = await pose({ ask: 'host-key', ...question });
        return isAnswer(answer) ? trust[answer] : 'no';
      },
      secret: (question) => pose({ ask: 'secret', ...question }),
    },
    reply: (answer) => answered?.(answer),
  };
};

const trust: Readonly<Record<HostKeyAnswer, 'remember' | 'once' | 'no'>> = {
  yes: 'remember',
  once: 'once',
  no: 'no',
};

const isAnswer = (text: string | undefined): text is HostKeyAnswer =>
  text !== undefined && Object.hasOwn(trust, text);
