import { describe, expect, it, test } from 'vitest';
import { blindOutcomes } from '../../src/core/outcome.ts';
import { processVariable } from '../../src/probes/process-variable.ts';
import { askOn, type FakeContainer, type FakeHost } from './fake-host.ts';
import { data, failed } from './told.ts';

const base = ['PATH=/bin', 'HOME=/root'];
const ask = (api: FakeContainer, more: Partial<FakeHost> = {}) =>
  askOn({ containers: { api }, ...more }, processVariable, { container: 'api', names: ['A', 'B'] });
const running = (created: readonly string[], own: readonly string[]): FakeContainer => ({
  env: [...base, ...created],
  processes: [{ pid: 7, command: 'node app.js', env: [...base, ...own] }],
});

describe("a process's variables", () => {
  it.each([
    ['same', ['A=kestrel'], ['A=kestrel']],
    ['differs', ['A=kestrel'], ['A=juniper']],
    ['unset', ['A=kestrel'], []],
    ['added', [], ['A=kestrel']],
    ['unset', ['A=kestrel', 'B=1'], ['B=2']],
    ['same', [], []],
  ])('are %s', async (value, created, own) => {
    const found = data(await ask(running(created, own)));
    expect(found).toMatchObject({ value, seen: 'process', pid: 7 });
    expect(JSON.stringify(found)).not.toMatch(/kestrel|juniper/);
  });

  it('are the same where nothing runs and what it starts is a program', async () => {
    const files = { '/bin/app': '\u007fELF' };
    expect(data(await ask({ env: base, stopped: true, files }))).toMatchObject({
      value: 'same',
      seen: 'start',
    });
  });

  it('are not known where nothing runs and a script sets some', async () => {
    const files = { '/bin/app': '#!/bin/sh\n. /etc/app.env\nexec node\n' };
    expect(await ask({ env: base, stopped: true, files })).toMatchObject({ outcome: 'unreadable' });
  });

  it('are not known where the words of the command set one', async () => {
    const command = ['sh', '-c', 'A=1 node app.js'];
    expect(await ask({ env: base, command, stopped: true })).toMatchObject({
      outcome: 'unreadable',
    });
  });

  it('are not known where the engine is on another machine', async () => {
    const instead: FakeHost['instead'] = (request) =>
      request.kind === 'read' && request.path.endsWith('/cgroup') ? failed('not-found') : undefined;
    expect(await ask(running([], []), { instead })).toMatchObject({ outcome: 'unreadable' });
  });

  it('are read anew where it ended and was started again under our eyes', async () => {
    const process = (pid: number, ...own: readonly string[]) => ({
      env: [...base, 'A=1'],
      processes: [{ pid, command: 'app', env: own }],
    });
    let api: FakeContainer = process(7);
    let asked = 0;
    const host: FakeHost = {
      get containers() {
        return { api };
      },
      instead: (request) => {
        const inspects = request.kind === 'docker' && request.path.endsWith('/json');
        asked += inspects ? 1 : 0;
        if (asked === 2) api = process(8, ...base, 'A=2');
        return undefined;
      },
    };
    const found = await askOn(host, processVariable, { container: 'api', names: ['A'] });
    expect(data(found)).toMatchObject({ value: 'differs', pid: 8 });
  });

  test.each(blindOutcomes)('that end in %s are no finding', async (outcome) => {
    const instead: FakeHost['instead'] = (request) =>
      request.kind === 'read' && request.path.endsWith('/environ') ? failed(outcome) : undefined;
    expect(await ask(running([], []), { instead })).toMatchObject({ outcome });
  });
});
