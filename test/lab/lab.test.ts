import { afterAll, expect, test } from 'vitest';
import { startEngine, stopEngine } from './engine.ts';
import { faultIds, loadFault } from './faults.ts';
import { judge } from './stage.ts';

// LAB=p1000-auth, LAB=p1000-auth/volume-keeps: only faults whose id starts so.
const wanted = process.env['LAB'] ?? '';
const ids = (await faultIds()).filter((id) => id.startsWith(wanted));
const faults = await Promise.all(ids.map(loadFault));
const engines = {
  host: await startEngine(),
  26: faults.some(({ fault }) => fault.engine === '26')
    ? await startEngine({ version: '26' })
    : undefined,
};

afterAll(async () => {
  if (engines[26] !== undefined) await stopEngine({ version: '26' });
}, 60_000);

// Faults run side by side on one engine; each looks at the results about its own ground only.
for (const named of faults) {
  const engine = engines[named.fault.engine ?? 'host'];
  if (engine === undefined) continue; // said aloud by startEngine
  test.concurrent(`${named.id} is told as it is`, { timeout: 300_000 }, async (context) => {
    context.expect(await judge(engine, named)).toEqual([]);
  });
}

test('every fault has an id of its own flow and a sentence about it', () => {
  expect(wanted !== '' && faults.length === 0).toBe(false);
  for (const { id, flow, fault } of faults) {
    expect(id.startsWith(`${flow}/`)).toBe(true);
    expect(fault.about).toMatch(/^[^\n]{10,}\.$/);
  }
});
