#!/usr/bin/env bash
# Writes the generated files again and fails when that changed one: then
# somebody changed a source without `make generate`, or the file by hand.
set -euo pipefail

paths=('*.gen.*' docs/configuration.md)
kept=$(mktemp -d)
trap 'rm -rf "$kept"' EXIT

generated() { git ls-files -co --exclude-standard -- "${paths[@]}" | sort -u; }

generated | while read -r file; do
  [ -e "$file" ] && cp --parents "$file" "$kept"
done
make generate

stale=0
while read -r file; do
  diff -u --label "$file (as it was)" --label "$file (as generated)" "$kept/$file" "$file" || stale=1
done < <(generated)
if ((stale)); then
  echo "The files above were stale. They are written now: look at them and commit them." >&2
  exit 1
fi
