#!/usr/bin/env bash
# Runs `go test` with the arguments given, then the packages that failed once
# more, one at a time: servers, databases and media clients share few cores
# here, and a wait can run out for that alone. What failed twice has failed;
# what passed only alone is named at the end: it is a suspicion to look into.
# So is what could not be judged, because the machine itself was late.
set -euo pipefail

output=$(mktemp)
export UNJUDGED="$PWD/bin/unjudged" # the tests write it; always the same, so that results are kept
mkdir -p bin
rm -f "$UNJUDGED"
trap 'rm -f "$output"; if [[ -s $UNJUDGED ]]; then printf "\nnot judged, as this machine was late:\n"; cat "$UNJUDGED"; fi' EXIT

failed_packages() { sed -nE 's/^FAIL[[:space:]]+([^[:space:]]+)[[:space:]].*/\1/p' "$output"; }

if go test "$@" ./... 2>&1 | tee "$output"; then exit 0; fi
mapfile -t failed < <(failed_packages)
((${#failed[@]})) || exit 1

tests=$(grep -oE -- '--- FAIL: [^ ]+' "$output" | sort -u || true)
printf '\nonce more, one at a time: %s\n' "${failed[*]}"
verdict=0
go test "$@" -p 1 -count=1 "${failed[@]}" 2>&1 | tee "$output" || verdict=1
mapfile -t still < <(failed_packages)
echo "$tests"
for package in "${failed[@]}"; do
  if printf '%s\n' "${still[@]}" | grep -qxF "$package"; then
    echo "failed twice: $package"
  else
    echo "unsteady: $package passed only when it was alone"
  fi
done
exit "$verdict"
