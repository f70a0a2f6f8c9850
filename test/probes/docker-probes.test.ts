import { describe, expect, test } from 'vitest';
import type { Reply } from '../../src/core/target.ts';
import { dockerAccess } from '../../src/probes/docker-access.ts';
import { dockerElsewhere } from '../../src/probes/docker-elsewhere.ts';
import { dockerMembership } from '../../src/probes/docker-membership.ts';
import { data, failed, told, type Answers } from './told.ts';

const ran = (stdout: string, stderr = '', exit = 0): Reply => ({
  ...{ ok: true, exit },
  stdout: new TextEncoder().encode(stdout),
  stderr: new TextEncoder().encode(stderr),
});
const refused = (words: string) => ran('', words, 1);
const version = (at = '') => `docker${at && ` -H ${at}`} version --format "{{.Server.Version}}"`;

describe('the docker program', () => {
  test.each<[string, string, string]>([
    [
      'denied',
      'unix:///var/run/docker.sock',
      'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://x": dial unix /var/run/docker.sock: connect: permission denied',
    ],
    [
      'denied',
      'unix:///var/run/docker.sock',
      'permission denied while trying to connect to the docker API at unix:///var/run/docker.sock',
    ],
    [
      'no-daemon',
      'unix:///var/run/docker.sock',
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    ],
    [
      'no-daemon',
      'tcp://192.0.2.5:2375',
      'Cannot connect to the Docker daemon at tcp://192.0.2.5:2375. Is the docker daemon running?',
    ],
    [
      'no-context',
      '',
      'Failed to initialize: unable to resolve docker endpoint: context "prod": context not found',
    ],
  ])('%s at %s', async (verdict, endpoint, words) => {
    expect(data(await told(dockerAccess, {}, { [version()]: refused(words) }))).toMatchObject({
      verdict,
      endpoint,
      socket: endpoint.startsWith('unix') ? '/var/run/docker.sock' : '',
    });
  });

  test('is allowed where an engine says its version', async () => {
    const answers = { [version('unix:///x.sock')]: ran('26.1.5\n') };
    expect(data(await told(dockerAccess, { socket: '/x.sock' }, answers))).toMatchObject({
      verdict: 'allowed',
    });
  });

  test.each<[string, Reply]>([
    ['unreadable', refused('Error response from daemon: client version 1.99 is too new')],
    ['unreadable', ran('', '', 1)],
    ['tool-missing', failed('tool-missing')],
  ])('%s where its words say nothing of the way', async (outcome, reply) => {
    expect(await told(dockerAccess, {}, { [version()]: reply })).toMatchObject({ outcome });
  });
});

describe('membership', () => {
  const ask = (told_: { stat?: Reply; now?: string; later?: string; sudo?: Reply }) => {
    const {
      stat = ran('docker 660'),
      now = 'deploy',
      later = 'deploy',
      sudo = refused('no'),
    } = told_;
    const answers: Answers = {
      'stat -L -c "%G %a" /x.sock': stat,
      'id -un': ran('deploy'),
      'id -nG': ran(now),
      'id -nG deploy': ran(later),
      'sudo -n -l docker': sudo,
    };
    return told(dockerMembership, { socket: '/x.sock' }, answers);
  };
  test.each<[string, Parameters<typeof ask>[0]]>([
    ['not-in-group', {}],
    ['not-in-group', { later: 'deploy docker-ops' }],
    ['not-in-group', { sudo: failed('tool-missing') }],
    ['group-not-active', { later: 'deploy docker' }],
    ['group-not-active', { later: 'deploy docker', sudo: ran('/usr/bin/docker') }],
    ['in-group', { now: 'deploy docker', later: 'deploy docker' }],
    ['sudo-only', { sudo: ran('/usr/bin/docker') }],
    ['owner-only', { stat: ran('root 600') }],
    ['owner-only', { stat: ran('docker 600'), later: 'deploy docker' }],
    ['sudo-only', { stat: ran('root 660'), sudo: ran('/usr/bin/docker') }],
  ])('%s (%#)', async (verdict, each) => {
    expect(data(await ask(each))).toMatchObject({ verdict, user: 'deploy' });
  });

  test('a folder that may not be looked into hides the socket', async () => {
    const answers: Answers = {
      'stat -L -c "%G %a" /x.sock': refused("stat: cannot statx '/x.sock': Permission denied"),
      'id -un': ran('deploy'),
      'id -nG': ran('deploy'),
    };
    expect(await told(dockerMembership, { socket: '/x.sock' }, answers)).toMatchObject({
      outcome: 'permission',
    });
  });
});

describe('another engine', () => {
  const contexts = (...list: readonly (readonly [string, string])[]) =>
    ran(list.map(([Name, DockerEndpoint]) => JSON.stringify({ Name, DockerEndpoint })).join('\n'));
  const ask = (endpoint: string, answers: Answers) =>
    told(dockerElsewhere, { endpoint }, { 'id -u': ran('1000'), ...answers });
  const list = 'docker context ls --format "{{json .}}"';
  const usual = 'unix:///var/run/docker.sock';
  const rootless = 'unix:///run/user/1000/docker.sock';
  const nobody = refused('Cannot connect to the Docker daemon at x. Is the docker daemon running?');
  const denied = refused(
    'permission denied while trying to connect to the Docker daemon socket at x',
  );

  test('answers at the place of a context', async () => {
    const answers = {
      [list]: contexts(
        ['default', 'unix:///old.sock'],
        ['lab', 'unix:///lab.sock'],
        ['far', 'ssh://x'],
      ),
      [version('unix:///lab.sock')]: ran('20.10.24'),
    };
    expect(data(await ask('unix:///old.sock', answers))).toMatchObject({
      ...{ verdict: 'answers', asked: 'named', other: 'unix:///lab.sock', name: 'lab' },
    });
  });

  test('refuses, or is nowhere', async () => {
    const places = { [list]: contexts(), [version(rootless)]: nobody };
    expect(data(await ask(usual, places))).toMatchObject({ verdict: 'none', asked: 'usual' });
    const refuses = { ...places, [version(usual)]: denied };
    expect(data(await ask('unix:///old.sock', refuses))).toMatchObject({
      verdict: 'refuses',
      other: usual,
    });
  });
});
