#!/usr/bin/env bash
# Builds the container image `miti` with whatever really works here: a docker
# client without its engine does not count.
#
# BASE, GO_BASE and NODE_BASE override the bases that the Dockerfile names.
set -euo pipefail
tag=${TAG:-miti}

arguments=()
for name in BASE GO_BASE NODE_BASE; do
  if [ -n "${!name:-}" ]; then arguments+=(--build-arg "$name=${!name}"); fi
done

if docker info >/dev/null 2>&1; then
  exec docker build "${arguments[@]}" -t "$tag" .
fi
if podman info >/dev/null 2>&1; then
  exec podman build --format docker "${arguments[@]}" -t "$tag" .
fi
if command -v buildah >/dev/null; then
  # Without an engine's privileges: no overlay, no namespaces. The format is
  # docker's because the other one drops HEALTHCHECK.
  exec buildah --storage-driver "${STORAGE_DRIVER:-vfs}" bud --isolation chroot --format docker \
    "${arguments[@]}" -t "$tag" .
fi
echo "No docker engine, podman or buildah works here. On Debian: apt-get install buildah" >&2
exit 1
