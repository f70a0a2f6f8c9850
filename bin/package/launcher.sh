#!/bin/sh
# Starts deploy-doctor with the Node that lies beside it, from any folder and through any link.
# It needs a POSIX shell and nothing else; where that Node cannot run, it says what is missing.
set -u

fail() {
  printf '%s\n' "$@" >&2
  exit 2
}

self=$0
case $self in
*/*) ;;
*) self=$(command -v -- "$self") ;;
esac
while [ -h "$self" ]; do
  link=$(readlink -- "$self") || fail "deploy-doctor: cannot read the link $self"
  case $link in
  /*) self=$link ;;
  *) self=${self%/*}/$link ;;
  esac
done
here=${self%/*}
node=$here/lib/node
program=$here/lib/bin/deploy-doctor.js

if [ ! -e '@loader@' ]; then
  # Any other Node will do; the program says so if it is too old.
  for other in node nodejs; do
    if command -v "$other" >/dev/null 2>&1; then exec "$other" "$program" "$@"; fi
  done
  musl=
  for file in /lib/ld-musl-*; do
    if [ -e "$file" ]; then musl=' It has musl instead, as Alpine does.'; fi
  done
  fail "deploy-doctor: this system ($(uname -m)) has no @loader@:$musl" \
    'The Node in this package needs @machine@ and the GNU C library (glibc @glibc@ or newer).' \
    'Install Node 22.13 or newer here (Alpine: apk add nodejs) and start this again: it is used then.' \
    'Or run this on another machine that reaches the Docker engine of this one (--docker <url>).'
fi

has_library() {
  for folder in /usr/lib/@multiarch@ /lib/@multiarch@ /usr/lib64 /lib64 /usr/lib /lib; do
    if [ -e "$folder/$1" ]; then return 0; fi
  done
  return 1
}

has_old_libc() {
  for file in /lib/@multiarch@/libc-2.*.so /lib64/libc-2.*.so; do
    minor=${file##*/libc-2.}
    minor=${minor%%[!0-9]*}
    if [ -n "$minor" ] && [ "$minor" -lt @glibc-minor@ ]; then return 0; fi
  done
  return 1
}

# Only where something looks amiss is Node asked whether it starts: that takes time.
if has_old_libc || ! has_library libstdc++.so.6; then
  words=$("$node" --version 2>&1) || fail \
    "deploy-doctor: the Node in this package does not start here: $words" \
    'It needs glibc @glibc@ or newer, and libstdc++ (Debian, Ubuntu: apt-get install libstdc++6;' \
    'Fedora, RHEL: dnf install libstdc++).'
fi
exec "$node" "$program" "$@"
