import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { targetLabel } from '../../src/core/target.ts';
import { ansibleHosts } from '../../src/formats/ansible-inventory.ts';
import { hostList } from '../../src/formats/host-list.ts';
import { hostNamed } from '../../src/formats/host-name.ts';
import { hostRange } from '../../src/formats/host-range.ts';
import { sshAliases } from '../../src/formats/ssh-aliases.ts';

describe('a host as it is typed', () => {
  it.each([
    ['web-1', { host: 'web-1' }],
    ['deploy@web-1', { host: 'web-1', user: 'deploy' }],
    ['web-1:2222', { host: 'web-1', port: 2222 }],
    ['deploy@web-1.example.com:22', { host: 'web-1.example.com', user: 'deploy', port: 22 }],
    ['192.0.2.7', { host: '192.0.2.7' }],
    ['2001:db8::7', { host: '2001:db8::7' }],
    ['[2001:db8::7]', { host: '2001:db8::7' }],
    ['root@[2001:db8::7]:2222', { host: '2001:db8::7', user: 'root', port: 2222 }],
    ['[::1]:22', { host: '::1', port: 22 }],
    ['::1', { host: '::1' }],
    ['fe80::1%eth0', { host: 'fe80::1%eth0' }],
  ])('%s', (text, host) => {
    expect(hostNamed(text)).toEqual({ ok: true, host });
  });

  it.each([
    ['', 'is no host'],
    ['web 1', 'is no host'],
    ['@web-1', 'is no host'],
    ['web-1:', '`` is no port'],
    ['web-1:0', '`0` is no port'],
    ['web-1:65536', '`65536` is no port'],
    ['web-1:ssh', '`ssh` is no port'],
    ['[web-1', 'is no host'],
    // The ssh command would take these for options.
    ['-oProxyCommand=x', 'is no name of a host'],
    ['-l@web-1', 'is no name of a user'],
    ['web;rm', 'is no name of a host'],
  ])('%j is refused', (text, words) => {
    const read = hostNamed(text);
    expect(read.ok ? '' : read.words).toContain(words);
  });

  it('is the same again when its label is typed', () => {
    const name = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,12}$/);
    const host = fc.record(
      {
        host: fc.oneof(name, fc.constantFrom('2001:db8::7', '::1')),
        user: fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/),
        port: fc.integer({ min: 1, max: 65_535 }),
      },
      { requiredKeys: ['host'] },
    );
    fc.assert(
      fc.property(host, (made) => {
        expect(hostNamed(targetLabel({ kind: 'ssh', ...made }))).toEqual({ ok: true, host: made });
      }),
    );
  });
});

describe('a list of hosts', () => {
  it('has one a line, with comments', () => {
    const text = '# the shop\nweb-1\r\n\n  deploy@web-2:2222  # behind the bastion\n';
    expect(hostList(text)).toEqual({
      ok: true,
      hosts: [{ host: 'web-1' }, { host: 'web-2', user: 'deploy', port: 2222 }],
    });
  });

  it('names the line of a mistake', () => {
    expect(hostList('web-1\n\nweb-2 web-3\n')).toMatchObject({ ok: false, fault: { line: 3 } });
  });
});

describe('a range', () => {
  it.each([
    ['web-1', ['web-1']],
    ['web[01:03]', ['web01', 'web02', 'web03']],
    ['web[9:11].example.com', ['web9.example.com', 'web10.example.com', 'web11.example.com']],
    ['n[1:7:3]', ['n1', 'n4', 'n7']],
    ['db-[a:c]', ['db-a', 'db-b', 'db-c']],
    ['r[1:2]n[1:2]', ['r1n1', 'r1n2', 'r2n1', 'r2n2']],
    ['[2001:db8::7]', ['[2001:db8::7]']],
  ])('%s', (pattern, names) => {
    expect(hostRange(pattern)).toEqual({ ok: true, names });
  });

  it.each(['web[3:1]', 'web[1:b]', 'web[1:2', 'web[1:5:0]', 'n[1:999999]', 'a[1:99]b[1:99]'])(
    '%s is refused',
    (pattern) => {
      expect(hostRange(pattern).ok).toBe(false);
    },
  );
});

const ini = `
bastion.example.com ansible_user=ops   # ungrouped
[web]
web[01:02] ansible_port=2222
web03 ansible_host=192.0.2.3
[db]
db-1 ansible_user="data base" other='a b'
db-2:2200

[shop:children]
web
db

[shop:vars]
ansible_user = deploy

[all:vars]
ansible_port=22
`;

const yaml = `
all:
  hosts:
    bastion.example.com: {ansible_user: ops}
  vars: {ansible_port: 22}
  children:
    shop:
      vars:
        ansible_user: deploy
        secret: !vault |
          $ANSIBLE_VAULT;1.1;AES256
      children:
        web:
          hosts:
            web[01:02]: {ansible_port: 2222}
            web03:
              ansible_host: 192.0.2.3
        db:
          hosts:
            db-1: {ansible_user: data base}
            db-2: {ansible_port: 2200}
`;

const hosts = [
  { host: 'bastion.example.com', user: 'ops', port: 22 },
  { host: 'web01', user: 'deploy', port: 2222 },
  { host: 'web02', user: 'deploy', port: 2222 },
  { host: '192.0.2.3', user: 'deploy', port: 22, name: 'web03' },
  { host: 'db-1', user: 'data base', port: 22 },
  { host: 'db-2', user: 'deploy', port: 2200 },
];

describe('an Ansible inventory', () => {
  it('in INI form gives its hosts with what their groups say', () => {
    expect(ansibleHosts(ini, 'ini')).toEqual({ ok: true, hosts });
  });

  it('in YAML form gives the same', () => {
    expect(ansibleHosts(yaml, 'yaml')).toEqual({ ok: true, hosts });
  });

  it('may name this machine', () => {
    expect(ansibleHosts('localhost ansible_connection=local\n', 'ini')).toMatchObject({
      hosts: [{ host: 'localhost', local: true }],
    });
  });

  it.each([
    ['ini', '[web\nweb-1\n', 1, 'is no group'],
    ['ini', '[web:hosts:x]\n', 1, 'is no group'],
    ['ini', '[web]\nweb-1 x\n', 2, '`x` is no variable'],
    ['ini', '[web]\nweb-1 a="b\n', 2, 'a quote is opened here'],
    ['ini', '[web]\n\nweb[3:1]\n', 3, 'is no range'],
    ['ini', 'web-1\nweb-2 ansible_port=ssh\n', 2, '`ssh` is no port'],
    ['ini', 'web-1 ansible_connection=docker\n', 1, 'not over ssh'],
    ['ini', 'web-1 ansible_host="{{ lookup }}"\n', 1, 'is a template'],
    ['ini', '#!/usr/bin/python3\n', 1, 'is a program'],
    ['yaml', 'all:\n  hosts: [a\n', 3, 'Flow sequence'],
    ['yaml', '- web-1\n', 1, 'no map of groups'],
    ['yaml', 'all:\n  hosts:\n    - web-1\n', 2, 'hosts of all is no map'],
    ['yaml', 'all:\n  host:\n    web-1:\n', 2, 'not `host`'],
  ] as const)('in %s form with a mistake names its line: %j', (form, text, line, words) => {
    const read = ansibleHosts(text, form);
    expect(read.ok ? {} : read.fault).toMatchObject({ line });
    expect(read.ok ? '' : read.fault.words).toContain(words);
  });
});

describe('an ssh_config', () => {
  it('names its hosts without wildcards, and what it includes, in order', () => {
    const text = [
      'Host web-1 web-2',
      '  HostName 192.0.2.7',
      'Include config.d/*.conf "more hosts"',
      'host=db',
      'Host *.example.com !bad',
      'Match host x',
      '# Host commented',
    ].join('\n');
    expect(sshAliases(text)).toEqual([
      { host: 'web-1' },
      { host: 'web-2' },
      { include: 'config.d/*.conf' },
      { include: 'more hosts' },
      { host: 'db' },
    ]);
  });
});
