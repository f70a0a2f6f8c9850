import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { Reply, Request } from '../../src/core/target.ts';

const nobody = 65534;
const program = fileURLToPath(new URL('ask-as.ts', import.meta.url));
/** Root may do everything, so it asks as somebody else. */
const as = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

/** What a user without rights is answered. */
export async function askAsNobody(request: Request, docker = '/nowhere.sock'): Promise<Reply> {
  const { stdout } = await execa(process.execPath, [program, docker, JSON.stringify(request)], as);
  return JSON.parse(stdout) as Reply;
}
