import { z } from 'zod';
import { defineAction } from '../core/action.ts';
import { found } from '../core/outcome.ts';
import { inspectContainer } from '../probes/reading/container.ts';
import { nothingDone } from './planning/carried-out.ts';
import { containerBlast } from './planning/container-blast.ts';
import { containerSeal, containerState, engineChange } from './planning/containers.ts';

const args = z.object({
  container: z.string(),
  /** Start of the run that is to end, RFC 3339: a container that was started since is left alone. */
  since: z.string(),
});

export const containerRestart = defineAction({
  name: 'container.restart',
  doc: 'Stops a container and starts it again, with the environment, command and image that it has.',
  args,
  irreversible: 'What it had in memory is gone; it goes on from its start.',
  preview: async ({ container: name, since }, context) => {
    const read = await inspectContainer(context, name, true);
    if (!read.ok) return read.failure;
    const container = read.value;
    const own = containerState(container.Name);
    const state = { [own]: containerSeal(context, container) };
    const blast = await containerBlast(context, container, { recreated: false });
    if (isLater(container.State.StartedAt, since)) {
      const nothingToDo = `${container.Name} was started at ${container.State.StartedAt}, after this was asked for`;
      return { shows: [nothingToDo], state, touches: [], blast, nothingToDo };
    }
    const shows = [
      `docker restart ${container.Name}`,
      'It keeps its environment, command and image: what changed in files comes in with a new container only.',
      'The engine counts its restarts anew from then on.',
    ];
    return { shows, state, touches: [own], blast };
  },
  undo: () =>
    Promise.resolve({ irreversible: 'What it had in memory is gone; it goes on from its start.' }),
  apply: async ({ container: name, since }, context) => {
    const read = await inspectContainer(context, name, true);
    if (!read.ok) return read.failure;
    const { Id, Name, State } = read.value;
    if (isLater(State.StartedAt, since)) return nothingDone(`${Name} was started since.`);
    const done = await engineChange(context, { method: 'POST', path: `/containers/${Id}/restart` });
    return done.ok ? found({ summary: `${Name} is restarted.` }) : done.failure;
  },
});

const isLater = (started: string, since: string): boolean =>
  Date.parse(started) > Date.parse(since);
