import { describe, expect, it } from 'vitest';
import { replySeen } from '../../src/core/reply-seen.ts';
import type { Request } from '../../src/core/target.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const seen = (request: Request, stdout: string, stderr = ''): string => {
  const kept = replySeen(request, {
    ok: true,
    exit: 0,
    stdout: bytes(stdout),
    stderr: bytes(stderr),
  });
  return kept.ok ? kept.text : '';
};

describe('what the log keeps of', () => {
  const config: Request = { kind: 'exec', argv: ['docker', 'compose', '-f', 'a', 'config'] };

  it('a resolved project is nothing but its warnings, without the names that a cut secret leaves', () => {
    const printed = '{\n  "services": {"api": {"environment": {"PW": "hunter2"}}}\n}\n';
    const warning = 'level=warning msg="The \\"unter2\\" variable is not set."';
    const kept = seen(config, printed, warning);
    expect(kept).not.toContain('unter2');
    expect(kept).toContain('variable is not set');
  });

  it('a resolved project that is too long to be kept is nothing', () => {
    expect(seen(config, `{\n  "a": "${'hunter2 '.repeat(5000)}"\n}\n`)).toBe('{…}');
  });

  it('a mounted secret is nothing', () => {
    expect(seen({ kind: 'read', path: '/run/secrets/db', in: 'api' }, 'hunter2\n')).toBe('…');
  });

  it('an env file is its names', () => {
    expect(seen({ kind: 'read', path: '/srv/shop/.env' }, 'A=hunter2\nB=x\n')).toBe('A=…\nB=…\n');
  });

  it('an env file that bears another name is its names, where it is one that a service is given', () => {
    expect(seen({ kind: 'read', path: '/srv/shop/api.env' }, 'A=hunter2\n')).toBe('A=…\n');
  });
});
