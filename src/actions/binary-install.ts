import { z } from 'zod';
import { defineAction, type PlanContext, type Preview } from '../core/action.ts';
import { elfOf, runsOn } from '../formats/elf.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { readBytes } from '../probes/reading/file-stat.ts';
import { absolutePath, failure } from './planning/call-schemas.ts';
import { sha256, type Rewrite } from './planning/file-write.ts';
import { rewriting } from './planning/rewriting.ts';
import { standingFile } from './planning/standing-file.ts';

const args = z.object({
  /** The file that the operator brought to the target; it stays. */
  from: absolutePath,
  /** Where it is to stand. */
  path: absolutePath,
  /** Its checksum, as whoever publishes it gives it. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/i, 'must be a SHA-256 in hex'),
});

/** A program is its owner's to change, and everybody's to run. */
const access = { mode: 0o755 };

const rewriteOf = async (
  { from, path, sha256: wanted }: z.output<typeof args>,
  context: PlanContext,
  earlier: readonly Preview[] = [],
): Promise<Read<Rewrite>> => {
  const [file, read, uname] = await Promise.all([
    standingFile(context, path, earlier),
    readBytes(context, from, { fresh: true, maxBytes: 256 * 1024 * 1024 }),
    context.send({ kind: 'exec', argv: ['uname', '-m'] }),
  ]);
  if (!file.ok) return file;
  if (!read.ok) return read;
  if (read.value.bounded) return refused(failure(from, 'it is longer than 256 MiB'));
  const { bytes } = read.value;
  const sum = sha256(bytes);
  if (sum !== wanted.toLowerCase()) {
    return refused(failure(from, `its SHA-256 is ${sum}, and not the one that was given`));
  }
  if (!uname.ok) return refused(uname.failure);
  const machine = new TextDecoder().decode(uname.stdout).trim();
  const elf = elfOf(bytes);
  if (!elf) return refused(failure(from, 'it is no program: it has no ELF header'));
  if (!runsOn(elf, machine)) {
    return refused(failure(from, `it is made for ${elf.machine}, and this machine is ${machine}`));
  }
  const { stat } = file.value;
  if (stat && (stat.mode & 0o111) === 0) {
    return refused(failure(path, 'what stands there is not executable: name another path'));
  }
  return { ok: true, value: { file: file.value, bytes, access } };
};

export const binaryInstall = defineAction({
  name: 'binary.install',
  doc: 'Puts a program that the operator brought in its place, if its checksum and machine are right.',
  args,
  ...rewriting(rewriteOf, {
    done: (path) => `${path} is the program that was given.`,
    already: (path) => `${path} was that program already.`,
  }),
});
