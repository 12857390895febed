// Sums of products of rows of words and packed weights, in vectors: what tiles do where there are none.
// A word of 32 bits is one float32 or, in files that set EG_BF16_WORDS, two bf16, which AVX-512 with BF16 multiplies and adds up at once.
#pragma once

#include "product.h"
#include "vector.h"

namespace eg {
namespace {

constexpr int64_t WordsOfStep = product::StepWords;
constexpr int64_t Columns = product::TileColumns;


// The rows whose sums stand in registers at once, by two vectors of columns.
#if defined(__AVX512F__)
constexpr int64_t RowsAtOnce = 8;
#else
constexpr int64_t RowsAtOnce = 6;
#endif

inline Vector multiplied(Vector sum, const char* word, Vector weights) {
#if defined(EG_BF16_WORDS)
    int32_t pair;
    std::memcpy(&pair, word, 4);
    return (Vector)_mm512_dpbf16_ps((__m512)sum, (__m512bh)_mm512_set1_epi32(pair), (__m512bh)weights);
#else
    float value;
    std::memcpy(&value, word, 4);
    return sum + value * weights;
#endif
}

// Where the words of a product are.
struct Operands {
    const char* rows;
    int64_t stride;       // bytes from row to row
    const int32_t* steps; // bytes from a row's start to each step
    int64_t depth;        // steps
    const char* weights[2]; // two tiles of columns, a step's
    int64_t weight_step;    // bytes from a step's tile to the next
};

// sums (Rows of both tiles) = or += rows · weights. Rows of sums are Columns apart, the tiles TileBytes.
template <int Rows> inline void multiply_rows(const Operands& o, int64_t first, float* sums, bool start) {
    constexpr int64_t Passes = Columns / Lanes; // with 16 lanes two tiles at once, with 8 one after the other, with 4 half of one
    for (int64_t pass = 0; pass < Passes; pass++) {
        const char* weights[2];
        float* at[2];
        for (int64_t v = 0; v < 2; v++) {
            const int64_t vector = pass * 2 + v, tile = vector * Lanes / Columns, column = vector * Lanes % Columns;
            weights[v] = o.weights[tile] + column * 4;
            at[v] = sums + tile * (product::TileBytes / 4) + column;
        }
        Vector acc[Rows][2];
        for (int64_t r = 0; r < Rows; r++)
            for (int64_t v = 0; v < 2; v++) acc[r][v] = start ? Vector{} : load(at[v] + r * Columns);
        const char* rows = o.rows + first * o.stride;
        for (int64_t s = 0; s < o.depth; s++) {
            const char *x = rows + o.steps[s], *w0 = weights[0] + s * o.weight_step, *w1 = weights[1] + s * o.weight_step;
#pragma GCC unroll 4
            for (int64_t word = 0; word < WordsOfStep; word++) {
                const Vector a = load(reinterpret_cast<const float*>(w0 + word * Columns * 4)), b = load(reinterpret_cast<const float*>(w1 + word * Columns * 4));
#pragma GCC unroll 16
                for (int64_t r = 0; r < Rows; r++) {
                    acc[r][0] = multiplied(acc[r][0], x + r * o.stride + word * 4, a);
                    acc[r][1] = multiplied(acc[r][1], x + r * o.stride + word * 4, b);
                }
            }
        }
        for (int64_t r = 0; r < Rows; r++)
            for (int64_t v = 0; v < 2; v++) store(at[v] + r * Columns, acc[r][v]);
    }
}

// 16 rows of sums.
inline void multiply(const Operands& o, float* sums, bool start) {
    if (RowsAtOnce == 8) {
        multiply_rows<8>(o, 0, sums, start);
        multiply_rows<8>(o, 8, sums + 8 * Columns, start);
    } else {
        multiply_rows<6>(o, 0, sums, start);
        multiply_rows<5>(o, 6, sums + 6 * Columns, start);
        multiply_rows<5>(o, 11, sums + 11 * Columns, start);
    }
}

} // namespace
} // namespace eg
