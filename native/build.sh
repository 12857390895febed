#!/bin/sh
# Builds build/native/libemojigen_torch.so. Another libtorch than the system's: LIBTORCH=/path native/build.sh
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
# A change of libtorch starts afresh: CMake would keep the paths it found before.
folder=$root/build/native-build
stamp=$folder/libtorch.txt
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "${LIBTORCH:-}${Torch_DIR:-}" ]; then rm -rf "$folder"; fi
cmake -S "$root/native" -B "$folder" -DCMAKE_BUILD_TYPE=Release "$@"
printf '%s' "${LIBTORCH:-}${Torch_DIR:-}" > "$stamp"
cmake --build "$folder" --parallel
