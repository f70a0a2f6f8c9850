import { fileFunctions } from './prelude-files.ts';
import { quote } from './quote.ts';

/** Output beyond what is kept is read this far; then the program that writes it is ended. */
const endlessBytes = 32 * 1024 * 1024;

/**
 * What the far shell is told before anything else. It has to run in dash, `bash --posix` and busybox
 * ash, it writes nothing on the host, and what it relies on is tried first: `head -c`, one of
 * base64 and od, `sleep`, and /proc.
 *
 * Each line that comes back is `marker id kind text`, written at once and under 1000 bytes, so that
 * lines of requests that run side by side are never mixed: a write of up to 4096 bytes to a pipe or
 * a unix socket stays whole, and no C library's buffer is shorter than 1024. Output is encoded, so
 * that none can hold a marker.
 *
 * Kinds: `p` process of the request and of its batch, `c` session of the command, `s` exit status,
 * `n` it was not started, `o` and `e` a piece of standard output and error, `O` and `E` the number
 * of their pieces, `z` the end.
 */
export const prelude = (marker: string, env: Readonly<Record<string, string>> = {}): string => `
M=${quote(marker)} N='
'
unset ENV BASH_ENV CDPATH QUOTING_STYLE LS_COLORS TZ
export LC_ALL=C LANG=C GIT_OPTIONAL_LOCKS=0 GIT_TERMINAL_PROMPT=0 GIT_CONFIG_COUNT=2
export GIT_CONFIG_KEY_0=core.fsmonitor GIT_CONFIG_VALUE_0=false
export GIT_CONFIG_KEY_1=log.showSignature GIT_CONFIG_VALUE_1=false
export PATH="\${PATH:+$PATH:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
${Object.entries(env)
  .map(([name, value]) => `export ${name}=${quote(value)}\n`)
  .join('')}exec 3>&1
${functions}${fileFunctions}
trap _end EXIT
trap exit HUP TERM INT
_ready
_tools
`;

const functions = `
_say() { printf '%s\\n' "$M $i $*" >&3; }

_ready() {
  E= K= S= i=0
  [ "$(printf 'ab' | head -c 1 2>/dev/null)" = a ] || K="$K head"
  if [ "$(printf 'a' | base64 -w 780 2>/dev/null)" = YQ== ]; then E='base64 -w 780'
  elif [ "$(printf 'a' | base64 2>/dev/null)" = YQ== ]; then E=base64
  else
    case $(printf 'a' | od -An -v -tx1 2>/dev/null) in
      *61*) E='od -An -v -tx1' ;;
      *) K="$K base64" ;;
    esac
  fi
  command -v sleep >/dev/null || K="$K sleep"
  [ "$(command -v printf)" = printf ] || K="$K printf"
  if IFS=' ' read -r p q </proc/self/stat; then :; else K="$K /proc"; fi 2>/dev/null
  if command -v setsid >/dev/null; then S=setsid; else S=env; fi
  printf '\\n%s\\n' "$M ready \${E%% *}$K" >&3
  [ -z "$K" ] || exit
}

_slay() {
  IFS=' '
  r=" $1 " s=
  while :; do
    f=
    for q in /proc/[0-9]*/stat; do
      IFS= read -r l <"$q" || continue
      p=\${l%% *}
      case $r in *" $p "*) continue ;; esac
      u=$2 v=$3
      set -- \${l##*) }
      case $1 in
        Z) ;;
        *)
          case $r in
            *" $2 "*) kill -STOP "$p"; r="$r$p " f=1 ;;
            *) if [ -n "$s" ] && [ "$4" = "$s" ]; then kill -STOP "$p"; r="$r$p " f=1; fi ;;
          esac
      esac
      set -- '' "$u" "$v"
    done
    [ -z "$f" ] || continue
    [ -n "$2" ] && [ -z "$s" ] || break
    case $r in
      *" $2 "*) s=$2 ;;
      *) [ -e "/proc/$2" ] && break; s=$2 ;;
    esac
  done
  [ -n "$3" ] && r=\${r#* $3 }
  kill -KILL $r
}

_end() { exec 2>/dev/null; _slay $$ '' $$; }

_isof() {
  IFS= read -r l <"/proc/$1/stat" || return 1
  IFS=' '
  set -- "$2" \${l##*) }
  [ "$3" = "$1" ]
}

_kill() { exec 2>/dev/null; if _isof "$1" "$3"; then _slay "$1" "$2" ''; fi; }

_open() { exec 2>/dev/null; IFS=' ' read -r B q </proc/self/stat; k= w=; }

_job() { k="$k $1:$2" w="$w $2"; }

_shut() {
  ( _watch ) & t=$!
  IFS=' '
  wait $w
  kill $t
  wait $t
}

_watch() {
  y= n=0 z=
  trap 'y=1; [ -z "$z" ] || kill $z' TERM
  IFS=' '
  for e in $k; do
    m=$((\${e%:*} - n))
    if [ $m -gt 0 ]; then
      sleep $m & z=$!
      [ -z "$y" ] || kill $z
      wait $z
      n=\${e%:*}
    fi
    [ -z "$y" ] || exit 0
    if _isof "\${e#*:}" "$B"; then ( _slay "\${e#*:}" '' '' ); fi
  done
}

_pump() {
  l=$( { head -c "$c"; head -c ${endlessBytes} >/dev/null; } | $E )
  a=$1 b=$2
  IFS=$N
  set -- $l
  IFS=' '
  for q; do _say "$a" "\${#q} $q"; done
  _say "$b" $#
}

_x() {
  exec 2>/dev/null
  i=$1 c=$2 d=$3
  shift 3
  IFS=' '
  read -r p q </proc/self/stat
  _say p "$p $B"
  exec 5<&0 </dev/null
  { { "$@" | _pump o O 4>&- 5<&-; } 4>&1 | _pump e E 5<&-; }
  _say z
}

_run() {
  if [ -n "$d" ]; then
    cd "$d" || { ls -Ld "$d" 2>&4 >/dev/null; _say n cwd; return; }
  fi
  _find "$1" || { _say n $?; return; }
  $S "$@" 2>&4 3>&- 4>&- <&5 5<&- &
  p=$!
  _say c $p
  wait $p
  _say s $?
}

_find() {
  case $1 in
    */*)
      if [ -d "$1" ]; then return 126; fi
      if [ -x "$1" ]; then return 0; fi
      ls -Ld "$1" 2>&4 >/dev/null || return 127
      return 126 ;;
  esac
  m=127
  IFS=:
  for q in $PATH; do
    [ -f "$q/$1" ] || continue
    if [ -x "$q/$1" ]; then IFS=' '; return 0; fi
    m=126
  done
  IFS=' '
  return $m
}

_call() { ( "$@" ) 2>&4 3>&- 4>&- <&5 5<&-; _say s $?; }
`;
