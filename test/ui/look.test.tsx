import { test } from 'vitest';
import { readOverview, refusedVolume, oldVolume, startRun, startSession, told } from './told.ts';
import { stage } from './stage.tsx';
import { spotAt, startView } from '../../src/ui/view.ts';

test('look', async () => {
  process.env['TZ'] = 'UTC';
  const log = told();
  startSession(log);
  readOverview(log);
  const a = startRun(log, 'p1000-auth');
  log.walk(a, oldVolume);
  const b = startRun(log, 'health-check-fails', {
    fields: { container: 'shop-web-1' },
    label: 'shop-web-1',
    because: 'unhealthy for 3 h',
  });
  log.walk(b, {});
  for (const [columns, rows] of [
    [80, 24],
    [40, 12],
    [20, 6],
  ] as const) {
    const s = await stage({ state: log.state(), columns, rows });
    console.log(`--- home ${columns}\n${s.screen()}`);
    await s.press('enter');
    console.log(`--- diag ${columns}\n${s.screen()}`);
    await s.press('space');
    console.log(`--- diag ${columns}\n${s.screen()}`);
    await s.press('space');
    console.log(`--- diag ${columns}\n${s.screen()}`);
    await s.press('c');
    console.log(`--- commands ${columns}\n${s.screen()}`);
    await s.press('b', 'b', 'p', 'hello P1000: x\nfoo');
    console.log(`--- paste ${columns}\n${s.screen()}`);
    await s.press('escape', '/');
    console.log(`--- search ${columns}\n${s.screen()}`);
    await s.press('escape', 'j', 'enter');
    console.log(`--- trail ${columns}\n${s.screen()}`);
    await s.press('b', 'j', 'enter');
    console.log(`--- seen ${columns}\n${s.screen()}`);
    await s.press('?');
    console.log(`--- keys ${columns}\n${s.screen()}`);
    s.close();
  }
});
