import { randomBytes } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { wordsOf } from '../failure.ts';
import { hashedName, type HostKey } from './known-hosts.ts';

/** Writes an accepted key down as ssh does; the words of what went wrong, where it could not. */
export const rememberKey = async (
  file: string | undefined,
  name: string,
  { key: { type, key }, hashed }: { key: HostKey; hashed: boolean },
): Promise<string | undefined> => {
  if (file === undefined) return 'UserKnownHostsFile names no file';
  const host = hashed ? hashedName(name, randomBytes(20)) : name;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(file, 'a+', 0o600);
    try {
      const { size } = await handle.stat();
      const last = Buffer.alloc(1);
      if (size > 0) await handle.read(last, 0, 1, size - 1);
      // Somebody's last line may lack its end: ours must not become a part of it.
      const start = size > 0 && last.toString() !== '\n' ? '\n' : '';
      await handle.appendFile(`${start}${host} ${type} ${key.toString('base64')}\n`);
    } finally {
      await handle.close();
    }
    return undefined;
  } catch (error) {
    return `cannot write ${file}: ${wordsOf(error)}`;
  }
};
