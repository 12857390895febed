// Products of activations with weights that were packed once: linears, and convolutions as products over the neighbours of each pixel.
#pragma once

#include <cstdint>

namespace eg::product {

enum class After : int32_t { Nothing, Silu, Gelu, GeluTanh, QuickGelu, Geglu };

// Elements go in words of 32 bits: one float32, or two bf16 side by side, which are multiplied and added up at once. 16 words by 16 columns of the result are a
// tile (1 KB), a row of 16 columns for each word. Columns come in pairs of tiles; with a gate, a pair is 16 values and their 16 gates. Weights lie as they are
// read: for each pair, for each step of the depth (16 words), both tiles. So they lie alike at every level.
constexpr int64_t TileColumns = 16;
constexpr int64_t PairColumns = 2 * TileColumns;
constexpr int64_t StepWords = 16;
constexpr int64_t StepBytes = 4 * StepWords; // of a row
constexpr int64_t TileBytes = StepBytes * TileColumns;

struct Weights {
    const char* packed;
    int64_t outputs, steps;
    bool gated;
};

inline int64_t divided(int64_t a, int64_t b) { return (a + b - 1) / b; }
inline int64_t pairs(int64_t outputs) { return divided(outputs, PairColumns); }
inline int64_t packed_bytes(int64_t outputs, int64_t steps) { return pairs(outputs) * steps * 2 * TileBytes; }

struct Problem {
    Weights weights;
    const char* const* tiles; // the first row of every 16, each row `stride` bytes from the one before
    int64_t tile_count;
    int64_t stride;
    const int32_t* steps; // where, in bytes from a row's start, each step of the depth is
    int64_t step_block;   // steps that read so little of the rows that it stays next to the processor
    const int32_t* rows;  // the row of the result that each row of the tiles is, or -1; null: the same
    int64_t row_count;    // of the result
    void* out;            // of the rows' type, as is the residual
    int64_t out_stride;   // elements
    const float* bias;        // of each output, or null
    const float* row_bias;    // of each output, one for every `row_group` rows, or null
    int64_t row_group;
    const void* residual; // added at last, or null
    int64_t residual_stride;
    After after;
    int64_t pair_block; // pairs whose weights stay in the second-level cache while `tile_block` tiles of rows pass
    int64_t tile_block; // even
};

// What a level has for one type of elements.
struct Kernel {
    // Rows of a plain matrix to packed memory and back; pairs [begin, end). `columns` says where in a row, in elements, each step is; `stride` is in elements.
    void (*pack)(const void* plain, int64_t stride, const int32_t* columns, const Weights&, char* packed, int64_t begin, int64_t end);
    void (*unpack)(void* plain, int64_t stride, const int32_t* columns, const Weights&, int64_t begin, int64_t end);
    // The weights of the product with the transposed matrix, as the gradient of the input is: what 32 outputs have for 32 inputs, two tiles of bf16 or four of float32,
    // is turned. Squares are numbered by (32 outputs, 32 inputs); `to` says the place of each among the turned ones. 32 outputs [begin, end).
    void (*turn)(const Weights&, const int64_t* to, char* turned, int64_t begin, int64_t end);
    // Tasks [begin, end): blocks of pairs by blocks of tiles, the tiles of a block of pairs next to one another.
    void (*run)(const Problem&, int64_t begin, int64_t end);
    int64_t tile_block; // the most tiles of rows of a task
};

extern const Kernel amx;        // bf16
extern const Kernel avx512bf16; // bf16
extern const Kernel avx512;     // float32
extern const Kernel avx2;       // float32

} // namespace eg::product
