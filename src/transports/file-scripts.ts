import type { Change } from '../core/change.ts';

/**
 * Changes of files, each one POSIX shell script, so that this machine and a host behind ssh go the
 * same way. Busybox, dash and bash run them. Nothing is written into the file itself: a new one is
 * made beside it, synced, and renamed over it, so a cut leaves the former file or the new one.
 */
export type FileChange = Extract<
  Change,
  { readonly kind: 'write' | 'restore' | 'remove' | 'chmod' | 'make-folder' | 'remove-folder' }
>;

/** Exit codes of the scripts, which no program in them uses. */
export const exits = {
  link: 81,
  noFile: 82,
  taken: 83,
  moved: 84,
  gone: 85,
  owner: 86,
  cut: 87,
  noTool: 88,
  notWritten: 89,
  refused: 90,
} as const;

const prelude = `
set -u
LC_ALL=C; export LC_ALL
umask 077
fail() { code=$1; shift; printf '%s\\n' "$*" >&2; exit "$code"; }
digest() {
  if command -v sha256sum >/dev/null 2>&1; then sum=$(sha256sum <"$1")
  elif command -v shasum >/dev/null 2>&1; then sum=$(shasum -a 256 <"$1")
  elif command -v openssl >/dev/null 2>&1; then sum=$(openssl dgst -sha256 -r <"$1")
  else fail ${exits.noTool} 'no sha256sum, shasum or openssl to compare files with'; fi || return 1
  printf '%s' "\${sum%% *}"
}
access() { stat -c '%u:%g %a' "$1" 2>/dev/null || fail ${exits.noTool} 'no stat that tells owner and mode'; }
same() { [ "$(stat -c %d:%i "$1")" = "$(stat -c %d:%i "$2")" ]; }
reached() {
  above=$1
  while above=$(beside "$above"); do
    if [ -d "$above" ]; then
      [ -x "$above" ] || fail ${exits.refused} "no right to enter $above"
      return 0
    fi
    [ "$above" != / ] || return 0
  done
}
regular() {
  reached "$1"
  [ ! -L "$1" ] || fail ${exits.link} "$1 is a link"
  [ -e "$1" ] || fail ${exits.gone} "$1 is not there"
  [ -f "$1" ] || fail ${exits.noFile} "$1 is not a file"
}
standing() {
  if [ "$2" = absent ]; then
    reached "$1"
    [ ! -e "$1" ] && [ ! -L "$1" ] || fail ${exits.taken} "$1 is there already"
    return
  fi
  regular "$1"
  now=$(digest "$1") || fail ${exits.refused} "$1 cannot be read"
  [ "$now" = "$2" ] || fail ${exits.moved} "$1 is not what it was any more"
}
beside() { case $1 in /*/*) printf '%s' "\${1%/*}" ;; *) printf / ;; esac; }
writable() { [ -w "$1" ] && [ -x "$1" ] || fail ${exits.refused} "no right to change what is in $1"; }
settle() { sync "$1" 2>/dev/null || sync; }
`;

/** path expects sha256 mode owner backup from; the bytes come on standard input. */
const write = `${prelude}
path=$1 expects=$2 wanted=$3 mode=$4 owner=$5 backup=$6 from=$7
folder=$(beside "$path")
new=$folder/.\${path##*/}.deploy-doctor-new
standing "$path" "$expects"
[ -z "$from" ] || standing "$from" "$wanted"
writable "$folder"
trap 'rm -f -- "$new"' EXIT
trap 'exit 1' HUP INT TERM
rm -f -- "$new"
(set -C; : >"$new") 2>/dev/null || fail ${exits.notWritten} "$new cannot be made"
if [ "$expects" != absent ]; then
  said=$(cp -a -- "$path" "$new" 2>&1) || fail ${exits.notWritten} "$said"
  held=$(access "$path") || exit $?
  [ -n "$owner" ] || owner=\${held% *}
  [ -n "$mode" ] || mode=\${held#* }
fi
[ -n "$owner" ] || { made=$(access "$new") || exit $?; owner=\${made% *}; }
chmod 600 "$new"
if [ -n "$from" ]; then said=$(dd if="$from" of="$new" bs=65536 conv=fsync 2>&1)
else said=$(dd of="$new" bs=65536 conv=fsync 2>&1); fi || fail ${exits.notWritten} "$said"
[ "$(digest "$new")" = "$wanted" ] || fail ${exits.cut} "what arrived is not the whole content"
now=$(access "$new") || exit $?
[ "\${now% *}" = "$owner" ] || chown "$owner" "$new" 2>/dev/null ||
  fail ${exits.owner} "the owner $owner cannot be given to the new file"
chmod "$mode" "$new" || fail ${exits.owner} "the mode $mode cannot be given to the new file"
[ "$(access "$new")" = "$owner $mode" ] || fail ${exits.owner} "owner or mode cannot be kept"
if [ "$expects" != absent ]; then
  if [ -e /sys/fs/selinux/enforce ] && command -v chcon >/dev/null 2>&1; then
    chcon --reference="$path" "$new" || fail ${exits.owner} 'the SELinux label cannot be kept'
  fi
  if [ -n "$backup" ]; then
    if [ -e "$backup" ] || [ -L "$backup" ]; then
      [ ! -L "$backup" ] && same "$backup" "$path" || fail ${exits.taken} "$backup is there already"
    elif ln -- "$path" "$backup" 2>/dev/null; then :
    else
      said=$(cp -a -- "$path" "$backup" 2>&1) || { rm -f -- "$backup"; fail ${exits.notWritten} "$said"; }
      [ "$(digest "$backup")" = "$expects" ] || { rm -f -- "$backup"; fail ${exits.cut} "the backup is not whole"; }
    fi
  fi
fi
standing "$path" "$expects"
if [ "$expects" = absent ] && ln -- "$new" "$path" 2>/dev/null; then rm -f -- "$new"
else said=$(mv -f -- "$new" "$path" 2>&1) || fail ${exits.notWritten} "$said"; fi
settle "$folder"
`;

/** path backup expects */
const restore = `${prelude}
path=$1 backup=$2 expects=$3
standing "$path" "$expects"
regular "$backup"
folder=$(beside "$path")
writable "$folder"
if [ -e "$path" ] && same "$path" "$backup"; then said=$(rm -f -- "$backup" 2>&1)
else said=$(mv -f -- "$backup" "$path" 2>&1); fi || fail ${exits.notWritten} "$said"
settle "$folder"
`;

/** path expects */
const remove = `${prelude}
path=$1
standing "$path" "$2"
folder=$(beside "$path")
writable "$folder"
said=$(rm -f -- "$path" 2>&1) || fail ${exits.notWritten} "$said"
settle "$folder"
`;

/** path mode expects, both in octal */
const chmod = `${prelude}
path=$1
reached "$path"
[ ! -L "$path" ] || fail ${exits.link} "$path is a link"
[ -e "$path" ] || fail ${exits.gone} "$path is not there"
now=$(access "$path") || exit $?
[ "\${now#* }" = "$3" ] || fail ${exits.moved} "$path has the mode \${now#* } now"
said=$(chmod "$2" "$path" 2>&1) || fail ${exits.refused} "$said"
now=$(access "$path") || exit $?
[ "\${now#* }" = "$2" ] || fail ${exits.owner} "$path has the mode \${now#* } afterwards"
`;

/** path mode owner */
const makeFolder = `${prelude}
path=$1
reached "$path"
[ ! -e "$path" ] && [ ! -L "$path" ] || fail ${exits.taken} "$path is there already"
said=$(mkdir -m "$2" -- "$path" 2>&1) || {
  [ ! -e "$path" ] || fail ${exits.taken} "$said"
  fail ${exits.refused} "$said"
}
if [ -n "$3" ]; then
  chown "$3" "$path" 2>/dev/null && chmod "$2" "$path" || { rmdir -- "$path"; fail ${exits.owner} "the owner $3 cannot be given"; }
fi
`;

/** path */
const removeFolder = `${prelude}
path=$1
reached "$path"
[ ! -L "$path" ] || fail ${exits.link} "$path is a link"
[ -e "$path" ] || fail ${exits.gone} "$path is not there"
[ -d "$path" ] || fail ${exits.noFile} "$path is not a folder"
said=$(rmdir -- "$path" 2>&1) || fail ${exits.refused} "$said"
`;

const octal = (mode: number | undefined): string => mode?.toString(8) ?? '';

const owner = (access: { readonly uid?: number; readonly gid?: number } | undefined): string =>
  access?.uid === undefined || access.gid === undefined ? '' : `${access.uid}:${access.gid}`;

/** The script of a change with what it is told. `sha256`: digest of the bytes of a `write`. */
export const fileScript = (change: FileChange, sha256: string): readonly string[] => {
  const sh = (script: string, ...about: readonly string[]) => ['sh', '-c', script, 'sh', ...about];
  const { path } = change;
  switch (change.kind) {
    case 'write': {
      const { access, backup = '', content } = change;
      const from = typeof content === 'object' && 'from' in content ? content.from : '';
      const about = [digestOf(change.expects), sha256, octal(access?.mode), owner(access)];
      return sh(write, path, ...about, backup, from);
    }
    case 'restore':
      return sh(restore, path, change.backup, digestOf(change.expects));
    case 'remove':
      return sh(remove, path, digestOf(change.expects));
    case 'chmod':
      return sh(chmod, path, octal(change.mode), octal(change.expects));
    case 'make-folder':
      return sh(makeFolder, path, octal(change.access.mode), owner(change.access));
    case 'remove-folder':
      return sh(removeFolder, path);
  }
};

const digestOf = (expects: 'absent' | { readonly sha256: string }): string =>
  expects === 'absent' ? 'absent' : expects.sha256;
