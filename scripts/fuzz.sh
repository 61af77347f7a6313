#!/usr/bin/env bash
# Runs every fuzz target of the tree, one after the other. $1 is how many seconds
# they take in all: each has its share.
set -euo pipefail
all=${1:-300}
mapfile -t targets < <(git grep --untracked -E '^func Fuzz[A-Za-z0-9_]*\(' -- '*_test.go')
share=$((all / ${#targets[@]}))
for target in "${targets[@]}"; do
  folder=$(dirname "${target%%:*}")
  name=$(sed -E 's/^func (Fuzz[A-Za-z0-9_]*).*/\1/' <<<"${target#*:}")
  echo "== $folder $name"
  go test "./$folder" -run '^$' -fuzz "^$name\$" -fuzztime "${share}s"
done
echo "fuzzed: ${#targets[@]} targets, ${share} s each"
