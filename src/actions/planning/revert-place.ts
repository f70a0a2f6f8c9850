import { z } from 'zod';
import type { PlanContext } from '../../core/action.ts';
import { refused, type Read } from '../../probes/reading/container.ts';
import { orAbsent, statFile } from '../../probes/reading/file-stat.ts';
import { failure } from './call-schemas.ts';

/** A name of the session's own, in which no path can stand. */
export const revertName = z.string().regex(/^[\w-]+$/, 'must be letters, digits and dashes');

/** Where a waiting revert keeps what it knows; nobody else may read it. */
export const revertFolder = (name: string): string => `/tmp/deploy-doctor-revert-${name}`;

export type Standing = 'absent' | 'waits' | 'decided';

export const revertStanding = async (
  context: PlanContext,
  name: string,
): Promise<Read<Standing>> => {
  const folder = revertFolder(name);
  const [own, decided] = await Promise.all(
    [folder, `${folder}/decided`].map(async (path) =>
      orAbsent(await statFile(context, path, { fresh: true })),
    ),
  );
  if (!own || !decided) return refused(failure(folder, 'it was not looked at'));
  if (!own.ok) return own;
  if (!own.value) return { ok: true, value: 'absent' };
  if (!decided.ok) return decided;
  return { ok: true, value: decided.value ? 'decided' : 'waits' };
};

/**
 * folder seconds command…: waits beside everybody, and then runs the command, unless somebody else
 * decided first. Whoever makes the folder `decided` decides: nobody can do so twice.
 */
export const armScript = `
set -u
umask 077
folder=$1 left=$2
shift 2
command -v -- "$1" >/dev/null 2>&1 || { printf '%s: not found\\n' "$1" >&2; exit 88; }
mkdir -- "$folder" || exit 83
(
  trap '' HUP
  exec </dev/null >/dev/null 2>&1
  cd /
  {
    while [ "$left" -gt 0 ]; do
      [ -d "$folder" ] && [ ! -d "$folder/decided" ] || exit 0
      sleep 1
      left=$((left - 1))
    done
    mkdir -- "$folder/decided" || exit 0
    "$@" >"$folder/words" 2>&1
    printf %s $? >"$folder/status.new"
    mv -- "$folder/status.new" "$folder/status"
  } &
  printf %s $! >"$folder/pid"
)
`;

/** folder: `absent`, `disarmed`, or `reverted STATUS` and the words of the command. */
export const disarmScript = `
set -u
folder=$1
[ -d "$folder" ] || { echo absent; exit 0; }
pid=$(cat "$folder/pid" 2>/dev/null)
gone() { rm -f -- "$folder/pid" "$folder/words" "$folder/status"; rmdir -- "$folder/decided" "$folder"; }
left=60
if mkdir -- "$folder/decided" 2>/dev/null; then
  while [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null && [ "$left" -gt 55 ]; do
    sleep 1
    left=$((left - 1))
  done
  gone && echo disarmed
  exit
fi
while [ ! -e "$folder/status" ] && [ "$left" -gt 0 ]; do
  sleep 1
  left=$((left - 1))
done
echo "reverted $(cat "$folder/status" 2>/dev/null)"
head -c 2000 "$folder/words" 2>/dev/null
gone
`;
