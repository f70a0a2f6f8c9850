import { z } from 'zod';
import { defineAction, type PlanContext, type UndoContext } from '../core/action.ts';
import { found } from '../core/outcome.ts';
import { inspectContainer } from '../probes/reading/container.ts';
import { failure } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import { containerBlast } from './planning/container-blast.ts';
import { containerSeal, containerState, readWhole } from './planning/containers.ts';
import { recreatePlan, type RecreatePlan } from './planning/recreate-plan.ts';

const args = z.object({
  /** A container of the service. */
  container: z.string(),
});

export const composeUp = defineAction({
  name: 'compose.up',
  doc: 'Makes the container of one service anew, as its files and its image say now.',
  args,
  preview: async ({ container: name }, context, earlier) => {
    const read = await recreatePlan(context, name, earlier);
    if (!read.ok) return read.failure;
    const plan = read.value;
    const { container, changes, pending, dependents } = plan;
    const own = containerState(container.Name);
    const { name: project, service } = plan.project;
    const state = {
      [own]: containerSeal(context, container),
      // What earlier steps make of the declaration stands in their states.
      ...(pending.length === 0 && {
        [`service:${project}/${service}`]: serviceSeal(context, plan),
      }),
    };
    const blast = await containerBlast(context, container, { recreated: true, dependents });
    if (changes.length === 0 && pending.length === 0) {
      const nothingToDo = `${container.Name} is as its files say`;
      return { shows: [nothingToDo], state, touches: [], blast, nothingToDo };
    }
    return { shows: [...plan.warnings, ...planLines(plan)], state, touches: [own], blast };
  },
  undo: async ({ container: name }, context) => {
    const read = await recreatePlan(context, name);
    if (!read.ok) return read.failure;
    return read.value.changes.length === 0 ? [] : formerContainer(context, name);
  },
  apply: async ({ container: name }, context) => {
    const read = await recreatePlan(context, name);
    if (!read.ok) return read.failure;
    const { container, changes, project } = read.value;
    if (changes.length === 0) return nothingDone(`${container.Name} was as its files say.`);
    const reply = await context.change({
      kind: 'run',
      argv: upArgv(read.value),
      cwd: project.folder,
    });
    if (!reply.ok) return reply.failure;
    const now = await inspectContainer(context, container.Name, true);
    const words = new TextDecoder().decode(reply.stderr).trim().split('\n').slice(-5).join(' · ');
    if (reply.exit !== 0) {
      const stands = now.ok ? `it is ${now.value.State.Status} now` : 'it is not there now';
      return failure(container.Name, `Compose ended with ${reply.exit}; ${stands}: ${words}`);
    }
    if (!now.ok) return now.failure;
    const what = now.value.Id === container.Id ? 'is started' : 'is made anew';
    return found({ summary: `${container.Name} ${what}.` });
  },
});

const serviceSeal = (context: PlanContext, { service, reference, changes }: RecreatePlan): string =>
  context.seal(JSON.stringify([service, reference, changes.filter((line) => /^image/.test(line))]));

const upArgv = ({ project }: RecreatePlan): readonly string[] => [
  ...project.argv,
  ...['up', '-d', '--no-deps', project.service],
];

const planLines = (plan: RecreatePlan): readonly string[] => {
  const { project, changes, pending } = plan;
  return [
    upArgv(plan).join(' '),
    ...(project.otherVersion === undefined
      ? []
      : [
          `Compose ${project.otherVersion} made it, and ${project.version} is here: the container's name may change.`,
        ]),
    ...pending.map((name) => `It is made from ${name.replace(/^\w+:/, '')}, which changes before.`),
    ...changes,
    'It is stopped, made anew and started; named volumes stay.',
  ];
};

/** The container that there is now, to be made again from what the engine says of it. */
export const formerContainer = async (context: UndoContext, name: string) => {
  const whole = await readWhole(context, name);
  if (!whole.ok) return whole.failure;
  const former = context.secret(JSON.stringify(whole.value));
  await context.keep(former);
  const container = whole.value.Name.replace(/^\//, '');
  return [{ action: 'container.make-again', with: { container, former } }];
};
