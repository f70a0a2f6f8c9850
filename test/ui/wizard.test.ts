import { afterEach, describe, expect, it } from 'vitest';
import type { State } from '../../src/core/session.ts';
import { hostsView } from '../../src/ui/view.ts';
import { stage, type Stage, type StageOptions } from './stage.tsx';
import {
  fiveHosts,
  oldVolume,
  readOverview,
  refusedVolume,
  startRun,
  startSession,
  told,
} from './told.ts';

let open: Stage | undefined;
afterEach(() => open?.close());

const on = async (state: State, options: Omit<StageOptions, 'state'> = {}): Promise<Stage> => {
  open = await stage({ state, ...options });
  return open;
};

const shopWeb = {
  label: 'shop-web-1',
  because: 'unhealthy for 3 h',
  fields: { container: 'shop-web-1' },
};
const check = (verdict: string) => ({ outcome: 'found', data: { verdict } }) as const;

/** Two problems; the second one's run ends when `settle` is called. */
const twoFindings = () => {
  const log = told();
  startSession(log);
  readOverview(log, { containers: [] });
  log.walk(startRun(log, 'p1000-auth'), oldVolume);
  const web = startRun(log, 'health-check-fails', shopWeb);
  log.walk(web, {});
  const before = log.state();
  log.tell({
    type: 'probe.finished',
    run: web,
    step: 'check',
    epoch: 0,
    probe: 'container.health',
    args: {},
    result: check('tool-missing'),
    used: [],
    ms: 5,
  });
  log.walk(web, {});
  return { before, after: log.state(), web };
};

const pointed = (screen: string): string =>
  screen.split('\n').find((row) => row.includes('❯')) ?? '';

describe('home', () => {
  it('keeps the pointer on what was chosen when the list changes under it', async () => {
    const { before, after } = twoFindings();
    const { press, screen, tell } = await on(before);
    expect(pointed(screen())).toContain('The volume of shop-db-1');
    await press('down');
    expect(pointed(screen())).toContain('A container is unhealthy');
    await tell(after);
    expect(pointed(screen())).toContain('The health check of shop-web-1');
    // It has moved to the top, and Enter opens it.
    expect(screen().indexOf('The health check')).toBeLessThan(screen().indexOf('The volume'));
    await press('enter');
    expect(screen()).toContain('Its image has no such program');
  });

  it('opens the finding under the pointer, and b comes back to it', async () => {
    const { press, screen } = await on(twoFindings().before);
    await press('down', 'enter');
    expect(screen()).toContain('Read what the health check of shop-web-1 runs and says');
    await press('b');
    expect(pointed(screen())).toContain('A container is unhealthy');
  });

  it('shows what was looked at and what was not, one key away', async () => {
    const { press, screen } = await on(twoFindings().before);
    await press('down', 'down', 'enter');
    expect(screen()).toContain('Not looked at');
    expect(screen()).toContain('the log driver "none" keeps no log to read');
  });
});

describe('a diagnosis', () => {
  it('is walked through with space, part by part with Tab, and back to the top', async () => {
    const { press, screen } = await on(twoFindings().before);
    await press('enter');
    expect(screen()).toContain('The postgres image reads');
    await press('tab', 'tab');
    expect(screen()).toContain('What to do');
    expect(screen()).not.toContain('The postgres image reads');
    await press('space', 'space', 'space', 'space');
    expect(screen()).toContain('The way here');
    await press('g');
    expect(screen()).toContain('The postgres image reads');
  });

  it('gives way to the next candidate, and after the last one to the list', async () => {
    const { press, screen } = await on(twoFindings().after);
    await press('enter');
    expect(screen()).toContain('calls a tool');
    await press('i');
    expect(screen()).toContain('initialised with another password');
    await press('i');
    expect(screen()).toContain('What is wrong?');
  });

  it('asks a step again that could not see', async () => {
    const log = told();
    startSession(log);
    readOverview(log);
    log.walk(startRun(log, 'p1000-auth'), refusedVolume);
    const { press, did } = await on(log.state());
    await press('enter', 'R');
    expect(did).toEqual(['retry "p1000-auth@this machine/shop-api-1" "given-password"']);
  });
});

describe('a run under way', () => {
  it('turns into its diagnosis as the log goes on', async () => {
    const { before, after } = twoFindings();
    const { press, screen, tell } = await on(before);
    await press('down', 'enter');
    expect(screen()).toContain('… Read what the health check');
    await tell(after);
    expect(screen()).toContain('confirmed  shop-web-1');
  });

  it('has its step stopped by Esc, which leads nowhere else', async () => {
    const { press, screen, did } = await on(twoFindings().before);
    await press('down', 'enter', 'escape');
    expect(did).toEqual(['stop "health-check-fails@this machine/shop-web-1"']);
    expect(screen()).toContain('Read what the health check');
  });
});

describe('a question', () => {
  const asking = () => {
    const log = told();
    startSession(log);
    readOverview(log);
    const candidates = [
      { value: 'shop-db-1', because: 'on the same network', strength: 'maybe' },
      { value: 'tools-db-1', because: 'runs the postgres image', strength: 'maybe' },
    ];
    const found = { outcome: 'found', data: { candidates } } as const;
    log.walk(startRun(log, 'p1000-auth'), { ...oldVolume, 'input:database': found });
    return log.state();
  };
  const run = '"p1000-auth@this machine/shop-api-1"';

  it('is answered by one of the candidates', async () => {
    const { press, did } = await on(asking());
    await press('enter', 'down', 'enter');
    expect(did).toEqual([`answer ${run} "database" "tools-db-1"`]);
  });

  it('is answered in free text, which may hold any letter that is a key', async () => {
    const { press, screen, did } = await on(asking());
    await press('enter', 'down', 'down', 'enter', 'quiet-b/j?', 'enter');
    expect(did).toEqual([`answer ${run} "database" "quiet-b/j?"`]);
    expect(screen()).not.toContain('⏎ answers');
  });
});

describe('pasted text', () => {
  it('opens the paste screen, wherever it is pasted, and is no command', async () => {
    const { press, screen, did } = await on(twoFindings().before);
    await press('\u001b[200~qqq\nP1000: Authentication failed\n\u001b[201~');
    expect(screen()).toContain('Paste an error or a log');
    expect(screen()).toContain('│ qqq');
    expect(pointed(screen())).toContain('The database rejects the credentials');
    expect(did).toEqual([]);
  });

  it('leads to the flow that it names, with the inputs that it fills', async () => {
    const { press, screen, did } = await on(twoFindings().before);
    await press('p', 'P1000: Authentication failed', 'enter');
    expect(did).toEqual(['open "p1000-auth" {"user":"app"}']);
    expect(screen()).toContain('initialised with another password');
  });

  it('shows nothing that a terminal would obey', async () => {
    const { press, screen, painted } = await on(twoFindings().before, { colour: false });
    await press('\u001b[200~a\u001b]52;c;Zm9v\u0007b\u001b[201~');
    expect(screen()).toContain('a␛]52;c;Zm9v␇b');
    expect(painted()).not.toContain('\u0007');
  });
});

describe('the search', () => {
  it('answers at once, and Enter opens the first', async () => {
    const { press, screen, did } = await on(twoFindings().before);
    await press('/', 'w', 'get');
    expect(pointed(screen())).toContain('A container is unhealthy');
    await press('enter');
    expect(did).toEqual(['open "health-check-fails" {}']);
  });

  it('lets go of the field with the arrow, and takes it again with the slash', async () => {
    const { press, screen } = await on(twoFindings().before);
    await press('/', 'down', 'down');
    expect(pointed(screen())).toContain('The database rejects');
    await press('/', 'wget');
    expect(pointed(screen())).toContain('A container is unhealthy');
  });

  it('names what is nearest where no flow has the words, and claims no more', async () => {
    const { press, screen, did } = await on(twoFindings().before);
    await press('/', 'helth');
    expect(pointed(screen())).toContain('A container is unhealthy');
    expect(screen()).toContain('Nearest by its words, which proves nothing.');
    await press('enter');
    expect(did).toEqual(['open "health-check-fails" {}']);
  });

  it('says so where no flow has the words', async () => {
    const { press, screen } = await on(twoFindings().before);
    await press('/', 'zzz');
    expect(screen()).toContain('No flow has these words');
  });
});

describe('the log', () => {
  it('is that of the container at hand, is followed, filtered, and closed on the way back', async () => {
    const lines = [
      { text: 'one', at: '2026-11-23T03:00:00.000Z' },
      { text: 'two', at: '2026-11-23T03:00:01.000Z' },
    ];
    const stand = await on(twoFindings().before, {
      log: { container: 'shop-api-1', status: 'read', lines },
    });
    await stand.press('l', 'f', '/', 'tw', 'enter');
    expect(stand.screen()).toContain('two');
    expect(stand.screen()).not.toContain('one');
    await stand.press('b');
    expect(stand.did).toEqual(['openLog "shop-api-1"', 'follow true', 'close']);
  });

  it('shows new lines while it is followed, and stays where it was scrolled to else', async () => {
    const line = (at: number) => ({ text: `line ${at}` });
    const lines = Array.from({ length: 50 }, (_, at) => line(at));
    const log = { container: 'shop-api-1', lines } as const;
    const stand = await on(twoFindings().before, { log: { ...log, status: 'following' } });
    await stand.press('l');
    expect(stand.screen()).toContain('line 49');
    stand.log.setState({ lines: [...lines, line(50)] });
    await stand.press();
    await stand.tell(twoFindings().before);
    expect(stand.screen()).toContain('line 50');
  });
});

describe('leaving', () => {
  it('quits with q, and at once with Ctrl-C, also while typing', async () => {
    const { press, did } = await on(twoFindings().before);
    await press('q', '/', 'ctrl+c');
    expect(did).toEqual(['quit "asked"', 'quit "interrupted"']);
  });

  it('goes back from a recorded incident to this machine', async () => {
    const recordings = [{ id: 'a', flow: 'p1000-auth', title: 'incident 1 of 1' }];
    const { press, did } = await on(twoFindings().before, {
      recordings,
      practice: 'p1000-auth, incident 1 of 1',
    });
    await press('t', 'enter', 'b');
    expect(did).toEqual([`practise ${JSON.stringify(recordings[0])}`, 'endPractice']);
  });
});

describe('without colour', () => {
  it('every status still has its symbol and its word', async () => {
    const { screen, painted } = await on(twoFindings().after, { colour: false });
    expect(screen()).toMatch(/✗ The health check[^]*confirmed/);

    expect(painted()).not.toMatch(/\u001b\[3[0-9]m/);
  });
});

describe('a terminal that changes its size', () => {
  it('is filled anew', async () => {
    const { screen, resize } = await on(twoFindings().after);
    await resize(40, 12);
    expect(
      Math.max(
        ...screen()
          .split('\n')
          .map((row) => row.length),
      ),
    ).toBeLessThanOrEqual(40);
    expect(screen().split('\n').length).toBeLessThanOrEqual(11);
    await resize(80, 24);
    expect(screen()).toContain('Not in this list?');
  });
});

describe('several hosts', () => {
  it('open one by one, and b comes back to the list with the pointer where it was', async () => {
    const { press, screen } = await on(fiveHosts().state(), { start: hostsView });
    expect(pointed(screen())).toContain('deploy@web-3');
    await press('down', 'enter');
    expect(screen()).toMatch(/deploy-doctor +deploy@web-1/);
    expect(screen()).toContain('The health check of shop-api-1');
    await press('enter');
    expect(screen()).toMatch(/deploy-doctor +deploy@web-1/);
    await press('b', 'b');
    expect(pointed(screen())).toContain('deploy@web-1');
  });

  it('show no finding of another host', async () => {
    const { press, screen } = await on(fiveHosts().state(), { start: hostsView });
    await press('enter');
    expect(screen()).toContain('The health check of shop-web-1');
    expect(screen()).not.toContain('shop-api-1');
  });

  it('are looked at again all together, or the one that is open', async () => {
    const { press, did } = await on(fiveHosts().state(), { start: hostsView });
    await press('r', 'enter', 'r');
    expect(did).toEqual(['again ', 'again "deploy@web-3"']);
  });
});

describe('what a link asks', () => {
  const key = {
    ask: 'host-key',
    host: 'web-1',
    type: 'ssh-ed25519',
    fingerprint: 'SHA256:abc',
  } as const;
  const password = { ask: 'secret', what: 'the password of deploy@web-1' } as const;

  it('stands over every screen, and goes with the answer', async () => {
    const { press, screen, asks } = await on(twoFindings().before);
    await press('enter');
    await asks(key);
    expect(screen()).toContain('Is this the right host?');
    await asks(undefined);
    expect(screen()).toContain('The postgres image reads');
  });

  it('is never answered with yes by Enter alone', async () => {
    const { press, did } = await on(twoFindings().before, { question: key });
    await press('enter');
    expect(did).toEqual(['reply "no"']);
  });

  it('may be answered for once, or for good', async () => {
    const { press, did } = await on(twoFindings().before, { question: key });
    await press('down', 'enter', 'down', 'enter');
    expect(did).toEqual(['reply "once"', 'reply "yes"']);
  });

  it.each([key, password])('is given up by Esc: %j', async (question) => {
    const { press, did } = await on(twoFindings().before, { question });
    await press('escape');
    expect(did).toEqual(['reply ']);
  });

  it('is answered with a secret that no screen shows', async () => {
    const { press, painted, did } = await on(twoFindings().before, { question: password });
    await press('q/b? hunter2');
    expect(painted()).not.toContain('hunter2');
    expect(painted()).toContain('***');
    await press('\u001b[200~more\n\u001b[201~', 'enter');
    expect(did).toEqual(['reply "q/b? hunter2more"']);
  });

  it('is not answered by an Enter that was meant for something else', async () => {
    const { press, did } = await on(twoFindings().before, { question: password });
    await press('enter');
    expect(did).toEqual([]);
  });
});
