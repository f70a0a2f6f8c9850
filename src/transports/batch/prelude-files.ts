/**
 * What the far shell knows about files. Exit 90: it is of another type, which is named; 91: it could
 * not be looked at, and the words say why.
 *
 * A file is described by `stat -c`, which GNU and busybox have, else by `ls -n --full-time`. A folder
 * is listed by GNU find alone, else by the shell's own patterns with the same two; names are ended
 * by a NUL, so that they may hold anything.
 */
export const fileFunctions = `
_tools() {
  A='%f %s %Y %u %g %d %i'
  if stat -c "$A" / >/dev/null 2>&1; then D=stat; else D=ls; fi
  if [ "$(find / -maxdepth 0 -printf x 2>/dev/null)" = x ]; then W=find; else W=$D; fi
}

_why() {
  for q in d:directory p:fifo S:socket c:device b:device; do
    if [ "-\${q%%:*}" "$1" ]; then printf '%s' "\${q#*:}"; return 90; fi
  done
  ls -Ld "$1" >/dev/null && printf other && return 90
  return 91
}

_read() {
  [ -f "$1" ] || { _why "$1"; return; }
  case $2 in
    start) exec head -c "$3" "$1" ;;
    *) exec tail -c "$3" "$1" ;;
  esac
}

_target() { [ ! -h "$1" ] || readlink "$1"; }

_stat() {
  if [ "$D" = stat ]; then
    stat $2 -c "$A" "$1" || return 91
  else
    TZ=UTC0 ls -dni $2 --full-time "$1" || return 91
  fi
  printf '\\0'
  [ -n "$2" ] || _target "$1"
}

_there() { [ -e "$1" ] || [ -h "$1" ]; }

_list() {
  if [ ! -d "$1" ]; then
    ls -Ld "$1" >/dev/null || return 91
    return 90
  fi
  if [ "$W" = find ]; then
    printf 'find\\0'
    find "$1/" -maxdepth 1 -printf '%f\\0%d%y %m %s %T@ %U %G %D %i\\0%l\\0'
    return
  fi
  ls -a "$1/." >/dev/null || return 91
  cd "$1" || { ls -d "$1/." >/dev/null; return 91; }
  set -- ./*
  _there "$1" || shift
  set -- ./..?* "$@"
  _there "$1" || shift
  set -- ./.[!.]* "$@"
  _there "$1" || shift
  printf 'names\\0'
  [ $# -gt 0 ] || return 0
  printf '%s\\0' "$@"
  printf '\\0'
  for q; do
    if [ -h "$q" ]; then printf '%s\\0' "$(readlink "$q"; printf x)"; fi
  done
  printf '\\0'
  if [ "$W" = stat ]; then
    printf '%s\\0' "$@" | xargs -0 stat -c "$A %n"
  else
    for q; do TZ=UTC0 ls -dni --full-time "$q"; printf '\\0'; done
  fi
}

_settings() {
  : "\${XDG_RUNTIME_DIR:=/run/user/$(id -u)}"
  printf '%s\\0' "$DOCKER_HOST" "$DOCKER_CONTEXT" "$DOCKER_CONFIG" "$HOME" "$XDG_RUNTIME_DIR"
  for q in /var/run/docker.sock "$XDG_RUNTIME_DIR/docker.sock"; do
    if [ -S "$q" ]; then printf 'yes\\0'; else printf 'no\\0'; fi
  done
  q=\${DOCKER_CONFIG:-$HOME/.docker}/config.json
  [ ! -f "$q" ] || head -c 65536 "$q"
}

_socket() {
  if [ ! -e "$1" ]; then
    ls -Ld "$1" >/dev/null
    return 91
  fi
  if [ -w "$1" ]; then printf open; else printf closed; fi
}
`;
