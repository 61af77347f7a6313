#!/usr/bin/env bash
# Installs the programs that the tests run for real, when they are missing, from
# Debian's packages, and says what each is for. Without apt or the right to use
# it, says what to install and fails: nothing is skipped for want of a program.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin

# A program, the package that has it, and why the tests need it.
needs=(
  "cc gcc the race detector is built with a C compiler"
  "git git generated files and committed paths are checked"
  "redis-server redis-server the live store is tested on a real Redis"
  "initdb postgresql the SQL store is tested on a real PostgreSQL"
  "chromium chromium the pages are tested in a real browser"
  "firefox-esr firefox-esr one call is tested in Firefox"
  "espeak-ng espeak-ng the voices that speak in a tested call"
  "sox sox brings the voices to the format of a microphone"
  "ffmpeg ffmpeg makes the picture of a fake camera"
  "ip iproute2 network namespaces, to cut a tested network"
  "iptables iptables loses packets on a tested network"
  "nginx nginx-light the pages are tested behind a reverse proxy"
  "runuser util-linux PostgreSQL refuses to run as root"
  "shellcheck shellcheck the shell scripts are checked"
)

present() {
  command -v "$1" >/dev/null && return
  # Debian keeps PostgreSQL's programs out of the path, one folder a version.
  [ "$1" = initdb ] && compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

missing=()
for need in "${needs[@]}"; do
  read -r program package why <<<"$need"
  present "$program" && continue
  echo "missing: $package ($why)"
  missing+=("$package")
done
# A compiler without the C library's headers compiles nothing.
if [ ! -e /usr/include/stdlib.h ]; then
  echo "missing: libc6-dev (the race detector is built with a C compiler)"
  missing+=(libc6-dev)
fi
((${#missing[@]})) || exit 0

as_root=()
if ((EUID != 0)); then
  command -v sudo >/dev/null && as_root=(sudo)
fi
if ! command -v apt-get >/dev/null || { ((EUID != 0)) && ((${#as_root[@]} == 0)); }; then
  echo "Please install these, then run make test again: ${missing[*]}" >&2
  exit 1
fi
echo "installing: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
