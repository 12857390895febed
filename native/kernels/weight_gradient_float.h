// The gradient of a convolution's weights in float32. Included by one file for each kind of processor.
#pragma once

#include "weight_gradient_vectors.h"

namespace eg::weight_gradient {
namespace {

struct Floats {
    using Element = float;
    static constexpr int64_t Group = 16;
    static constexpr auto multiply = multiply_tiles;

    static void pack(const float* corner, int64_t pitch, int64_t pictures, int64_t channels, bool turned, char* tile) {
        auto* to = reinterpret_cast<float*>(tile);
        if (pictures < 16 || channels < 16) std::memset(tile, 0, TileBytes);
        for (int64_t e = 0; e < pictures; e++)
            for (int64_t c = 0; c < channels; c++) to[turned ? c * 16 + e : e * 16 + c] = corner[e * pitch + c];
    }

    static void store(const char* sums, float* out, int64_t stride, int64_t rows, int64_t columns) {
        for (int64_t r = 0; r < rows; r++) std::memcpy(out + r * stride, sums + r * 64, static_cast<size_t>(columns) * 4);
    }
};

} // namespace
} // namespace eg::weight_gradient
