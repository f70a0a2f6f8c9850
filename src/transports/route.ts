import type { Reply, Request, Sent, Transport } from '../core/target.ts';

const isForEngine = (request: Request): boolean =>
  request.kind === 'docker' || ('in' in request && isContainer(request.in));

const isContainer = (name: string | undefined): boolean => name !== undefined;

/** One target of two ways in: the engine for containers, the machine for all else. One batch, one trip. */
export const route = (
  label: string,
  { engine, machine }: { readonly engine: Transport; readonly machine: Transport },
): Transport => ({
  label,
  send: (batch) => {
    const replies = new Map<Sent, Promise<Reply>>();
    for (const [transport, mine] of [
      [engine, batch.filter(({ request }) => isForEngine(request))],
      [machine, batch.filter(({ request }) => !isForEngine(request))],
    ] as const) {
      if (mine.length === 0) continue;
      const answers = transport.send(mine);
      mine.forEach((sent, at) => {
        const answer = answers[at];
        if (answer) replies.set(sent, answer);
      });
    }
    return batch.map((sent) => {
      const reply = replies.get(sent);
      if (!reply) throw new Error(`${label} answered fewer requests than it was sent`);
      return reply;
    });
  },
  close: async () => {
    await Promise.all([engine.close(), machine.close()]);
  },
});
