// Packed weights of bf16, which tiles and vectors read alike: pairs of the depth side by side for 16 outputs. Included by files for AVX-512 with BF16 and more.
#pragma once

#include "bf16.h"
#include "product_finish.h"

namespace eg::product {
namespace {

constexpr int64_t StepElements = StepBytes / 2;

void pack(const void* plain, int64_t stride, const int32_t* columns, const Weights& w, char* packed, int64_t begin, int64_t end) {
    for (int64_t pair = begin; pair < end; pair++)
        for (int64_t s = 0; s < w.steps; s++)
            for (int64_t h = 0; h < 2; h++)
                pack_transposed(static_cast<const bf16*>(plain) + column_of(pair, h, w.outputs, w.gated) * stride + columns[s], stride,
                    columns_of(pair, h, w.outputs, w.gated), StepElements, packed + ((pair * w.steps + s) * 2 + h) * TileBytes);
}

void unpack(void* plain, int64_t stride, const int32_t* columns, const Weights& w, int64_t begin, int64_t end) {
    for (int64_t pair = begin; pair < end; pair++)
        for (int64_t s = 0; s < w.steps; s++)
            for (int64_t h = 0; h < 2; h++) {
                const char* tile = w.packed + ((pair * w.steps + s) * 2 + h) * TileBytes;
                __m512i r[16];
                for (int64_t i = 0; i < 16; i++) r[i] = _mm512_load_si512(tile + i * 64);
                transpose(r);
                for (int64_t i = 0; i < columns_of(pair, h, w.outputs, w.gated); i++)
                    _mm512_storeu_si512(static_cast<bf16*>(plain) + (column_of(pair, h, w.outputs, w.gated) + i) * stride + columns[s], r[i]);
            }
}

void turn(const Weights& w, const int64_t* to, char* turned, int64_t begin, int64_t end) {
    // Of two rows of 32 elements the first or the second halves, side by side.
    const __m512i low = _mm512_set_epi16(47, 15, 46, 14, 45, 13, 44, 12, 43, 11, 42, 10, 41, 9, 40, 8, 39, 7, 38, 6, 37, 5, 36, 4, 35, 3, 34, 2, 33, 1, 32, 0);
    const __m512i high = _mm512_add_epi16(low, _mm512_set1_epi16(16));
    for (int64_t pair = begin; pair < end; pair++)
        for (int64_t s = 0; s < w.steps; s++) {
            const int64_t square = pair * w.steps + s;
            const char* from = w.packed + square * 2 * TileBytes;
            char* into = turned + to[square] * 2 * TileBytes;
            for (int64_t h = 0; h < 2; h++) {
                __m512i r[16]; // outputs of 32 inputs
                for (int64_t i = 0; i < 16; i++) r[i] = _mm512_load_si512(from + h * TileBytes + i * 64);
                transpose(r);
                for (int64_t i = 0; i < 8; i++) {
                    _mm512_store_si512(into + (h * 8 + i) * 64, _mm512_permutex2var_epi16(r[2 * i], low, r[2 * i + 1]));
                    _mm512_store_si512(into + TileBytes + (h * 8 + i) * 64, _mm512_permutex2var_epi16(r[2 * i], high, r[2 * i + 1]));
                }
            }
        }
}

} // namespace
} // namespace eg::product
