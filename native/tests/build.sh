#!/bin/sh
# Builds build/native/tests/libemojigen_host_device.so, the second device that tests compute on, against the libtorch that the bridge stands on.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
[ -n "${LIBTORCH+set}" ] || LIBTORCH=$(cat "$root/build/setup/libtorch" 2>/dev/null || true)
export LIBTORCH
cmake -S "$root/native" -B "$root/build/native-tests" -DCMAKE_BUILD_TYPE=Release >/dev/null
cmake --build "$root/build/native-tests" --target emojigen_host_device -- --quiet
