// Pictures and gradients of bf16 as tiles and vectors read them alike. Included by files for AVX-512 with BF16 and more.
#pragma once

#include "bf16.h"
#include "weight_gradient_tasks.h"

namespace eg::weight_gradient {
namespace {

struct Bf16Tiles {
    using Element = bf16;
    static constexpr int64_t Group = 32;

    static void pack(const bf16* corner, int64_t pitch, int64_t pictures, int64_t channels, bool turned, char* tile) {
        if (turned) pack_columns(corner, pitch, pictures, channels, tile);
        else pack_pairs(corner, pitch, pictures, channels, tile);
    }

    static void store(const char* sums, bf16* out, int64_t stride, int64_t rows, int64_t columns) {
        const auto valid = mask16(columns);
        for (int64_t r = 0; r < rows; r++) _mm256_mask_storeu_epi16(out + r * stride, valid, (__m256i)_mm512_cvtneps_pbh(_mm512_load_ps(sums + r * 64)));
    }
};

} // namespace
} // namespace eg::weight_gradient
