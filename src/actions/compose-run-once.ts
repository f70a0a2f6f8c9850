import { z } from 'zod';
import { defineAction } from '../core/action.ts';
import { noBlast } from '../core/action.ts';
import { found } from '../core/outcome.ts';
import { failure } from './planning/call-schemas.ts';
import { recreatePlan, type RecreatePlan } from './planning/recreate-plan.ts';

const args = z.object({
  /** A container of the service whose image, settings and networks the job gets. */
  container: z.string(),
  command: z.array(z.string()).min(1),
  /** What it does, in words, and why it cannot be taken back by this program. */
  does: z.string(),
});

export const composeRunOnce = defineAction({
  name: 'compose.run-once',
  doc: 'Runs one command in a new container of a service, such as a migration, and takes it away.',
  args,
  irreversible: 'What the command did stays done.',
  preview: async (given, context, earlier) => {
    const read = await recreatePlan(context, given.container, earlier);
    if (!read.ok) return read.failure;
    const plan = read.value;
    const { project } = plan;
    return {
      shows: [
        ...plan.warnings,
        runArgv(plan, given.command).join(' '),
        given.does,
        'The running container is left alone; the new one gets the settings that its files say now.',
        'It has no preview of its own: what the command will do is not known before it.',
      ],
      state: {
        [`service:${project.name}/${project.service}`]:
          plan.pending.length > 0
            ? 'as the earlier steps make it'
            : context.seal(JSON.stringify([plan.service, plan.reference])),
      },
      touches: [],
      blast: noBlast,
      irreversible: `What the command did stays done. ${given.does}`,
    };
  },
  undo: ({ does }) => Promise.resolve({ irreversible: `What the command did stays done. ${does}` }),
  apply: async ({ container, command }, context) => {
    const read = await recreatePlan(context, container);
    if (!read.ok) return read.failure;
    const plan = read.value;
    const reply = await context.change({
      kind: 'run',
      argv: runArgv(plan, command),
      cwd: plan.project.folder,
      timeoutMs: 3_600_000,
    });
    if (!reply.ok) return reply.failure;
    const lines = [reply.stdout, reply.stderr]
      .map((bytes) => new TextDecoder().decode(bytes).trim())
      .filter(Boolean)
      .join('\n')
      .split('\n');
    const words = lines.slice(-8).join(' · ');
    return reply.exit === 0
      ? found({ summary: `The command ended with 0: ${words}` })
      : failure(command.join(' '), `it ended with ${reply.exit ?? 'no status'}: ${words}`);
  },
});

const runArgv = ({ project }: RecreatePlan, command: readonly string[]): readonly string[] => [
  ...project.argv,
  ...['run', '--rm', '--no-deps', '-T', project.service, ...command],
];
