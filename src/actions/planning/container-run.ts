import { z } from 'zod';
import type { ActionContext, Applied, PlanContext, Preview } from '../../core/action.ts';
import { found, type Failure, type ProbeResult } from '../../core/outcome.ts';
import { inspectContainer } from '../../probes/reading/container.ts';
import type { Inspected } from '../../formats/inspect.ts';
import { nothingDone } from './carried-out.ts';
import { containerBlast } from './container-blast.ts';
import { containerSeal, containerState, engineChange } from './containers.ts';

export const containerArgs = z.object({ container: z.string() });

/** Whether a container is to run: start and stop are each other's way back. */
export type Wanted = 'running' | 'stopped';

const isSo = ({ State: { Running, Restarting } }: Inspected, wanted: Wanted): boolean =>
  (Running || Restarting) === (wanted === 'running');

export const previewRun = async (
  context: PlanContext,
  name: string,
  wanted: Wanted,
): Promise<Preview | Failure> => {
  const read = await inspectContainer(context, name, true);
  if (!read.ok) return read.failure;
  const container = read.value;
  const own = containerState(container.Name);
  const { Status } = container.State;
  const state = {
    [own]: `${containerSeal(context, container)} ${isSo(container, 'running') ? 'runs' : 'stands'}`,
  };
  const blast = await containerBlast(context, container, { recreated: false });
  if (isSo(container, wanted)) {
    const nothingToDo = `${container.Name} is ${Status}`;
    return { shows: [nothingToDo], state, touches: [], blast, nothingToDo };
  }
  const verb = wanted === 'running' ? 'start' : 'stop';
  const shows = [`docker ${verb} ${container.Name}   # now ${Status}`];
  const downtime = wanted === 'stopped' ? 'until it is started again' : blast.downtime;
  return { shows, state, touches: [own], blast: { ...blast, downtime } };
};

export const undoRun = async (context: PlanContext, name: string, wanted: Wanted) => {
  const read = await inspectContainer(context, name, true);
  if (!read.ok) return read.failure;
  if (isSo(read.value, wanted)) return [];
  const action = wanted === 'running' ? 'container.stop' : 'container.start';
  return [{ action, with: { container: read.value.Name } }];
};

export const applyRun = async (
  context: ActionContext,
  name: string,
  wanted: Wanted,
): Promise<ProbeResult<Applied>> => {
  const read = await inspectContainer(context, name, true);
  if (!read.ok) return read.failure;
  const { Id, Name } = read.value;
  if (isSo(read.value, wanted)) return nothingDone(`${Name} was ${read.value.State.Status}.`);
  const verb = wanted === 'running' ? 'start' : 'stop';
  const done = await engineChange(context, { method: 'POST', path: `/containers/${Id}/${verb}` });
  return done.ok
    ? found({ summary: `${Name} is ${wanted === 'running' ? 'started' : 'stopped'}.` })
    : done.failure;
};
