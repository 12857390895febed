// Matrix tiles of bf16. Included only by files that are compiled for AMX.
#pragma once

#include "bf16.h"

namespace eg {
namespace {

struct alignas(64) TileConfig {
    uint8_t palette = 1, start_row = 0, reserved[14] = {};
    uint16_t bytes_per_row[16] = {64, 64, 64, 64, 64, 64, 64, 64};
    uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};

class Tiles {
public:
    Tiles() {
        static constexpr TileConfig config; // not a local variable: the compiler is told of the first 8 bytes only and may leave out the rest
        _tile_loadconfig(&config);
    }
    ~Tiles() { _tile_release(); }
    Tiles(const Tiles&) = delete;
    Tiles& operator=(const Tiles&) = delete;
};

} // namespace
} // namespace eg
