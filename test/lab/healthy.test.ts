import { afterAll, expect, test } from 'vitest';
import { startEngine, stopEngine, type EngineChoice } from './engine.ts';
import { healthy } from './healthy.ts';
import { openGround } from './ground.ts';
import { askProgram } from './program.ts';

// Triage looks at everything on an engine, so these are shared with no fault and no test.
const choices: readonly EngineChoice[] = [
  { apart: 'healthy' },
  { version: '26', apart: 'healthy' },
];
const engines = (await Promise.all(choices.map(startEngine))).filter(
  (engine) => engine !== undefined,
);

afterAll(async () => {
  for (const choice of choices) await stopEngine(choice);
}, 60_000);

test('the engines that stand are of the versions asked for', () => {
  const versions = engines.map(({ version }) => version);
  expect(versions.filter((version) => version.startsWith('26.'))).toHaveLength(versions.length / 2);
});

for (const engine of engines) {
  const name = `triage finds nothing wrong with a healthy project on Docker ${engine.version}`;
  test(name, { timeout: 300_000 }, async (context) => {
    const ground = await openGround(engine, 'healthy/project');
    context.onTestFinished(() => ground.close());
    await healthy(ground);
    const answer = await askProgram(ground, ['triage', '--json']);
    expect(answer.document, `${answer.command}\n${answer.stdout}${answer.stderr}`).toBeDefined();
    const results = answer.document?.targets.flatMap((target) => target.results) ?? [];
    expect(results.filter(({ outcome }) => outcome === 'diagnosed')).toEqual([]);
    expect(results.filter(({ outcome }) => outcome === 'inconclusive')).toEqual([]);
    expect(answer.exitCode, answer.stderr).toBe(0);
  });
}
