import { afterAll, expect, test } from 'vitest';
import { startEngine, stopEngine } from './engine.ts';
import { healthy } from './healthy.ts';
import { openGround } from './ground.ts';
import { askProgram } from './program.ts';

// Triage looks at everything on an engine, so this one is shared with no fault and no test.
const choice = { apart: 'healthy' };
const engine = await startEngine(choice);

afterAll(async () => {
  await stopEngine(choice);
}, 60_000);

test('a ground of its own engine starts empty, or the run has said that none can', () => {
  expect(engine?.version ?? 'none').toMatch(/^\d+\.\d+|^none$/);
});

if (engine !== undefined) {
  test(
    'triage finds nothing wrong with a healthy project',
    { timeout: 300_000 },
    async (context) => {
      const ground = await openGround(engine, 'healthy/project');
      context.onTestFinished(() => ground.close());
      await healthy(ground);
      const answer = await askProgram(ground, ['triage', '--json']);
      expect(answer.document, `${answer.command}\n${answer.stdout}${answer.stderr}`).toBeDefined();
      const results = answer.document?.targets.flatMap((target) => target.results) ?? [];
      expect(results.filter(({ outcome }) => outcome === 'diagnosed')).toEqual([]);
      expect(results.filter(({ outcome }) => outcome === 'inconclusive')).toEqual([]);
      expect(answer.exitCode, answer.stderr).toBe(0);
    },
  );
}
