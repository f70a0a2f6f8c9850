import { z } from 'zod';
import { defineAction, type PlanContext } from '../core/action.ts';
import { found } from '../core/outcome.ts';
import { noBlast } from '../core/action.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { failure } from './planning/call-schemas.ts';
import { imageState, readImage, shortId, type Image } from './planning/images.ts';
import { recreatePlan, type RecreatePlan } from './planning/recreate-plan.ts';

const args = z.object({
  /** A container of the service whose image is built. */
  container: z.string(),
});

export const composeBuild = defineAction({
  name: 'compose.build',
  doc: 'Builds the image of one service from its folder; containers go on with the image they have.',
  args,
  preview: async ({ container }, context) => {
    const read = await planOf(container, context);
    if (!read.ok) return read.failure;
    const { plan, image } = read.value;
    const name = imageState(plan.reference);
    return {
      shows: [
        ...plan.warnings,
        buildArgv(plan).join(' '),
        image
          ? `${plan.reference} means ${shortId(image.Id)} now; that image stays, and the undo gives it the name back.`
          : `${plan.reference} is not here now.`,
        'What the build comes to is not known before it: a build that changes nothing gives the same image.',
      ],
      state: {
        [name]: image?.Id ?? 'absent',
        [`build:${plan.project.name}/${plan.project.service}`]: context.seal(
          JSON.stringify(plan.service.build),
        ),
      },
      touches: [name],
      blast: noBlast,
    };
  },
  undo: async ({ container }, context) => {
    const read = await planOf(container, context);
    if (!read.ok) return read.failure;
    const { plan, image } = read.value;
    return image
      ? [{ action: 'image.tag', with: { image: image.Id, tag: plan.reference } }]
      : { irreversible: `${plan.reference} was not here before; it stays, and does no harm.` };
  },
  apply: async ({ container }, context) => {
    const read = await planOf(container, context);
    if (!read.ok) return read.failure;
    const { plan, image } = read.value;
    const { reference, project } = plan;
    const argv = buildArgv(plan);
    const reply = await context.change({
      kind: 'run',
      argv,
      cwd: project.folder,
      timeoutMs: 3_600_000,
    });
    if (!reply.ok) return reply.failure;
    if (reply.exit !== 0) {
      const all = new TextDecoder().decode(reply.stderr) + new TextDecoder().decode(reply.stdout);
      const words = all.trim().split('\n').slice(-8).join(' · ');
      return failure(reference, `the build ended with ${reply.exit}: ${words}`);
    }
    const now = await readImage(context, reference);
    if (!now.ok) return now.failure;
    if (!now.value) return failure(reference, 'the build ended well, and left no such image');
    return now.value.Id === image?.Id
      ? found({ summary: `${reference} came out as it was.`, nothingToDo: true as const })
      : found({ summary: `${reference} means ${shortId(now.value.Id)} now.` });
  },
});

const buildArgv = ({ project }: RecreatePlan): readonly string[] => [
  ...project.argv,
  ...['build', project.service],
];

const planOf = async (
  container: string,
  context: PlanContext,
): Promise<Read<{ readonly plan: RecreatePlan; readonly image: Image | undefined }>> => {
  const plan = await recreatePlan(context, container);
  if (!plan.ok) return plan;
  const { service, reference, project } = plan.value;
  if (service.build === undefined || service.build === null) {
    const words = `its service ${project.service} has no build section: its image comes from elsewhere`;
    return refused(failure(container, words));
  }
  const image = await readImage(context, reference);
  return image.ok ? { ok: true, value: { plan: plan.value, image: image.value } } : image;
};
