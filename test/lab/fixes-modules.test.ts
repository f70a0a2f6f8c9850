import { describe, expect, test } from 'vitest';
import { tree } from '../actions/tree.ts';
import { containerPicture } from './container-picture.ts';
import { startEngine } from './engine.ts';
import { resultOf, tellStory } from './fix-story.ts';
import type { Ground } from './ground.ts';
import { api, moduleStories, otherName } from './module-projects.ts';
import { askProgram } from './program.ts';
import { stage } from './stage.ts';

// Fixes of module-not-found, on compose projects whose images are built here.

const engine = await startEngine();
if (!engine) throw new Error('no engine');

/** The container and its image's names, and the project's files. */
const picture = async (ground: Ground): Promise<unknown> => {
  const { stdout } = await ground.docker([
    ...['images', '--no-trunc', '--format', '{{.Repository}}:{{.Tag}} {{.ID}}'],
  ]);
  const named = stdout
    .split('\n')
    .filter((line) => line.includes(ground.name) && !line.includes('<none>'));
  const container = (await containerPicture(ground, api(ground))) as object;
  return {
    container: { ...container, runs: 'again and again' },
    named: named.sort(),
    files: tree(ground.dir),
  };
};

describe.each(moduleStories)('$fault.id: $fix', (story) => {
  test('plans, cures, and is taken back', { timeout: 400_000 }, async () => {
    await tellStory(engine, { ...story, picture, container: api });
  });
});

test(
  'what a person must do first is said, with all values filled in, and never done by --yes',
  { timeout: 300_000 },
  async () => {
    const named = otherName;
    const { ground, asking } = await stage(engine, named);
    try {
      const before = await picture(ground);
      const given = { ...asking, inputs: { container: api(ground) } };
      const answer = await askProgram(
        ground,
        ['run', named.flow, '--fix', 'import-by-its-name', '--yes', '--json'],
        given,
      );
      const { fix } = resultOf(answer);
      expect(fix, answer.stderr).toMatchObject({ applied: false, verified: false });
      const shown = fix?.preview.join('\n') ?? '';
      expect(shown).toContain(
        `In the sources of ${api(ground)}, import dateutil in place of python_dateutil`,
      );
      expect(shown).toContain(`rollback:${api(ground)}`);
      expect(shown).toMatch(/build api/);
      expect(answer.exitCode).toBe(1);
      expect(await picture(ground)).toEqual(before);
    } finally {
      await ground.close();
    }
  },
);
