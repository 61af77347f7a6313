#!/usr/bin/env bash
# Runs parts of the tests one after the other (`make test-PART` for each), goes
# on after a failure so that one run tells everything, and ends with what
# failed and how long each took.
set -uo pipefail

failed=()
summary=""
for part in "$@"; do
  printf '\n=== %s\n' "$part"
  began=$SECONDS
  if make "test-$part"; then verdict=ok; else
    verdict=FAILED
    failed+=("$part")
  fi
  summary+=$(printf '%-10s %-6s %4d s' "$part" "$verdict" "$((SECONDS - began))")$'\n'
done

printf '\n%s%-17s %4d s\n' "$summary" "together" "$SECONDS"
if ((${#failed[@]})); then
  printf 'failed: %s (again by itself: make test-%s)\n' "${failed[*]}" "${failed[0]}"
fi
printf 'parts: %d passed, %d failed\n' "$(($# - ${#failed[@]}))" "${#failed[@]}"
((${#failed[@]} == 0))
