import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { reading, scan, type Read } from '../../src/scan/scan.ts';
import { asUtf8, fromDescriptor } from '../../src/scan/source.ts';
import { finder, refused } from './flows.ts';

const all = (read: Read, most = 1000): string => {
  const pieces: Buffer[] = [];
  for (;;) {
    const into = Buffer.alloc(most);
    const more = read(into);
    if (more === 0) return Buffer.concat(pieces).toString();
    pieces.push(into.subarray(0, more));
  }
};

const text = 'naïve 中文 🙂\r\nFATAL: password authentication failed for user "app"\r\n';

test.each([
  ['UTF-16 of little end', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16 of big end', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ['UTF-8', Buffer.from(text)],
])('%s is read as the same text, in pieces of any length', (_, bytes) => {
  for (const most of [1, 3, 7, 1000]) expect(all(asUtf8(reading(bytes)), most)).toBe(text);
});

test.each([0, 1, 2, 3])('a log of %i bytes is read whole', (length) => {
  const bytes = Buffer.from('abc').subarray(0, length);
  expect(all(asUtf8(reading(bytes)))).toBe(bytes.toString());
});

test('a signature in a UTF-16 file is found', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'scan-'));
  const file = path.join(folder, 'windows.log');
  writeFileSync(file, `\ufeff${'line\r\n'.repeat(50_000)}${text}`, 'utf16le');
  const descriptor = openSync(file, 'r');
  const { seen } = scan(asUtf8(fromDescriptor(descriptor)), finder(refused));
  closeSync(descriptor);
  rmSync(folder, { recursive: true });
  expect(seen).toMatchObject([{ count: 1, first: { line: 50_002 }, captured: { user: 'app' } }]);
});

test('a pipe that is written slowly is read to its end', () => {
  const source = path.join(import.meta.dirname, '../../src/scan/source.ts');
  const reader = `const {fromDescriptor} = await import(${JSON.stringify(source)});
    const read = fromDescriptor(0); const into = new Uint8Array(100); let sum = 0;
    for (let more; (more = read(into)) > 0;) sum += more;
    console.log(sum);`;
  const { stdout, stderr } = spawnSync('sh', [
    '-c',
    'for i in 1 2 3; do echo line $i; sleep 0.05; done | "$0" --input-type=module -e "$1"',
    process.execPath,
    reader,
  ]);
  expect(stderr.toString()).not.toContain('Error');
  expect(stdout.toString()).toBe('21\n');
});
