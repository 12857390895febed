// Matrices of bf16 as AVX-512 multiplies them, in vectors or, with AMX, in tiles of 16 rows of 64 bytes. Included only by files that are compiled for one of them.
#pragma once

#include "scratch.h"

#include <immintrin.h>

#include <cstdint>

namespace eg {
namespace {

using bf16 = uint16_t;

constexpr int64_t Tile = 1024; // bytes
constexpr bf16 One = 0x3f80;

// Tile loads do not tell the compiler that they read memory.
inline void written() { asm volatile("" ::: "memory"); }

inline __mmask32 mask32(int64_t count) { return count >= 32 ? 0xffffffffu : count <= 0 ? 0 : (1u << count) - 1; }
inline __mmask16 mask16(int64_t count) { return static_cast<__mmask16>(count >= 16 ? 0xffff : count <= 0 ? 0 : (1u << count) - 1); }

// 2^t of t at most a few dozens, to 7.5e-5 of its value; 0 for t far below zero.
inline __m512 rough_exp2(__m512 t) {
    const __m512 f = _mm512_reduce_ps(t, 0x09); // t - floor(t)
    __m512 p = _mm512_set1_ps(0.0780242908f);
    p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(0.2260675391f));
    p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(0.6958333637f));
    p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(0.9999252385f));
    return _mm512_scalef_ps(p, t);
}

// 16 rows of 16 words of 32 bits, turned over the diagonal.
inline void transpose(__m512i (&r)[16]) {
    __m512i t[16];
    for (int i = 0; i < 16; i += 2) {
        t[i] = _mm512_unpacklo_epi32(r[i], r[i + 1]);
        t[i + 1] = _mm512_unpackhi_epi32(r[i], r[i + 1]);
    }
    for (int i = 0; i < 16; i += 4) {
        r[i] = _mm512_unpacklo_epi64(t[i], t[i + 2]);
        r[i + 1] = _mm512_unpackhi_epi64(t[i], t[i + 2]);
        r[i + 2] = _mm512_unpacklo_epi64(t[i + 1], t[i + 3]);
        r[i + 3] = _mm512_unpackhi_epi64(t[i + 1], t[i + 3]);
    }
    for (int i = 0; i < 4; i++) {
        t[i] = _mm512_shuffle_i32x4(r[i], r[i + 4], 0x88);
        t[i + 4] = _mm512_shuffle_i32x4(r[i], r[i + 4], 0xdd);
        t[i + 8] = _mm512_shuffle_i32x4(r[i + 8], r[i + 12], 0x88);
        t[i + 12] = _mm512_shuffle_i32x4(r[i + 8], r[i + 12], 0xdd);
    }
    for (int i = 0; i < 8; i++) {
        r[i] = _mm512_shuffle_i32x4(t[i], t[i + 8], 0x88);
        r[i + 8] = _mm512_shuffle_i32x4(t[i], t[i + 8], 0xdd);
    }
}

// Of (even, odd) rows of 16 elements each: pairs of elements of the same column.
inline __m512i interleave(__m512i rows) {
    const __m512i order = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
    return _mm512_permutexvar_epi16(order, rows);
}

// (16 rows, 32 elements) of a matrix with pairs of elements side by side for 16 rows: the right-hand tile of a product with its transpose.
inline void pack_transposed(const bf16* rows, int64_t stride, int64_t count, int64_t width, char* tile) {
    __m512i r[16];
    const auto valid = mask32(width);
    for (int64_t i = 0; i < 16; i++) r[i] = i < count ? _mm512_maskz_loadu_epi16(valid, rows + i * stride) : _mm512_setzero_si512();
    transpose(r);
    for (int64_t i = 0; i < 16; i++) _mm512_store_si512(tile + i * 64, r[i]);
}

// 16 columns of a row and the next, side by side; zeros from row `count` on.
inline void pack_pair(const bf16* rows, int64_t stride, int64_t row, int64_t count, int64_t width, char* to) {
    const auto valid = mask16(width);
    const __m256i even = row < count ? _mm256_maskz_loadu_epi16(valid, rows + row * stride) : _mm256_setzero_si256();
    const __m256i odd = row + 1 < count ? _mm256_maskz_loadu_epi16(valid, rows + (row + 1) * stride) : _mm256_setzero_si256();
    _mm512_store_si512(to, interleave(_mm512_inserti64x4(_mm512_castsi256_si512(even), odd, 1)));
}

// (32 rows, 16 columns) of a matrix with pairs of rows side by side: the right-hand tile of a product with it.
inline void pack_pairs(const bf16* rows, int64_t stride, int64_t count, int64_t width, char* tile) {
    for (int64_t i = 0; i < 16; i++) pack_pair(rows, stride, 2 * i, count, width, tile + i * 64);
}

// (32 rows, 16 columns) of a matrix, turned over the diagonal: the left-hand tile of a product of its transpose.
inline void pack_columns(const bf16* rows, int64_t stride, int64_t count, int64_t width, char* tile) {
    pack_pairs(rows, stride, count, width, tile);
    __m512i r[16];
    for (int64_t i = 0; i < 16; i++) r[i] = _mm512_load_si512(tile + i * 64);
    transpose(r);
    for (int64_t i = 0; i < 16; i++) _mm512_store_si512(tile + i * 64, r[i]);
}

// (16 rows, 32 elements) as they are: the left-hand tile.
inline void pack_rows(const bf16* rows, int64_t stride, int64_t count, int64_t width, char* tile) {
    const auto valid = mask32(width);
    for (int64_t i = 0; i < 16; i++)
        _mm512_store_si512(tile + i * 64, i < count ? _mm512_maskz_loadu_epi16(valid, rows + i * stride) : _mm512_setzero_si512());
}

} // namespace
} // namespace eg
