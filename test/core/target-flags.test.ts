import { describe, expect, it } from 'vitest';
import { targetFlags } from '../../src/core/target-flags.ts';

describe('the options that lead to a target again', () => {
  it('are none for this machine', () => {
    expect(targetFlags({ kind: 'local' })).toEqual([]);
  });

  it('name the engine, the host, the program that connects, and root', () => {
    expect(targetFlags({ kind: 'local', docker: 'staging' })).toEqual(['--docker', 'staging']);
    const spec = { kind: 'ssh', host: 'web-1', user: 'deploy', port: 2222 } as const;
    expect(targetFlags(spec)).toEqual(['--host', 'deploy@web-1:2222']);
    expect(targetFlags({ ...spec, ssh: 'openssh', sudo: true })).toEqual([
      ...['--host', 'deploy@web-1:2222', '--ssh', 'openssh', '--sudo'],
    ]);
  });

  it('say how a host of an inventory is reached, not how it is called there', () => {
    const spec = { kind: 'ssh', host: '2001:db8::7', port: 22, name: 'shop' } as const;
    expect(targetFlags(spec)).toEqual(['--host', '[2001:db8::7]:22']);
  });
});
