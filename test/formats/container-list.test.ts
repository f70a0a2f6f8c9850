import { describe, expect, it } from 'vitest';
import { containersIn } from '../../src/formats/container-list.ts';

describe('a list of containers', () => {
  const listed = (Status: string, Created: number) => ({
    ...{ Id: 'a'.repeat(64), Names: ['/shop-api-1'], Image: 'shop/api', State: 'running' },
    ...{ Status, Created },
    Labels: { 'com.docker.compose.config-hash': 'f00d', 'com.docker.compose.version': '2.26.1' },
  });
  const nowMs = Date.parse('2026-11-27T12:00:00Z');
  const daysAgo = (days: number) => nowMs / 1000 - days * 86_400;
  const seen = (status: string, days: number, now?: number) => {
    const reading = { mark: (text: string) => `mark of ${text}`, nowMs: now };
    const read = containersIn([listed(status, daysAgo(days))], reading);
    return read.outcome === 'found' ? read.data[0] : undefined;
  };

  it('tells who was started again long after it was made', () => {
    expect(seen('Up 3 days', 3, nowMs)?.startedAgain).toBe(false);
    expect(seen('Up 5 minutes', 3, nowMs)?.startedAgain).toBe(true);
    expect(seen('Up 3 seconds', 60 / 86_400, nowMs)?.startedAgain).toBe(false);
    expect(seen('Up 5 minutes', 3)).not.toHaveProperty('startedAgain');
    expect(seen('Exited (1) 5 minutes ago', 3, nowMs)).not.toHaveProperty('startedAgain');
  });

  it('holds a mark of what Compose made it from, not the hash itself', () => {
    expect(seen('Up 3 days', 3)).toMatchObject({
      definition: 'mark of f00d',
      composedBy: '2.26.1',
    });
  });
});
