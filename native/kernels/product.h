// Products of activations with weights that were packed once, in bf16 with matrix tiles: linears, and convolutions as products over the neighbours of each pixel.
#pragma once

#include <cstdint>

namespace eg::product {

enum class After : int32_t { Nothing, Silu, Gelu, GeluTanh, QuickGelu, Geglu };

// Columns of the result come in pairs of 16, so that a pair fills the tiles at hand. With a gate, a pair is 16 values and their 16 gates.
constexpr int64_t PairColumns = 32;
constexpr int64_t StepDepth = 32;

// Weights lie as the tiles want them: for each pair of column tiles, for each step of the depth, both tiles (2 KB).
struct Weights {
    const char* packed;
    int64_t outputs, steps;
    bool gated;
};

int64_t packed_bytes(int64_t outputs, int64_t steps);
// Rows of a plain matrix to packed memory and back; pairs [begin, end). `columns` says where in a row each step's 32 elements are.
void pack(const uint16_t* plain, int64_t stride, const int32_t* columns, const Weights&, char* packed, int64_t begin, int64_t end);
void unpack(uint16_t* plain, int64_t stride, const int32_t* columns, const Weights&, int64_t begin, int64_t end);
int64_t pairs(const Weights&);
// The weights of the product with the transposed matrix, as the gradient of the input is: each block of a pair and a step is turned, and goes to the block that
// `to` says. Pairs [begin, end) of the given weights, whose outputs are whole pairs.
void turn(const Weights&, const int64_t* to, char* turned, int64_t begin, int64_t end);

struct Problem {
    Weights weights;
    const uint16_t* const* tiles; // the first row of every 16, each row `stride` elements from the one before
    int64_t tile_count;
    int64_t stride;
    const int32_t* steps; // where, in elements from a row's start, the 32 elements of each step of the depth are
    int64_t step_block;   // steps that read so little of the rows that it stays next to the processor
    const int32_t* rows;  // the row of the result that each row of the tiles is, or -1; null: the same
    int64_t row_count;    // of the result
    uint16_t* out;
    int64_t out_stride;
    const float* bias;        // of each output, or null
    const float* row_bias;    // of each output, one for every `row_group` rows, or null
    int64_t row_group;
    const uint16_t* residual; // added at last, or null
    int64_t residual_stride;
    After after;
    int64_t pair_block; // pairs whose weights stay in the second-level cache while `tile_block` tiles of rows pass
    int64_t tile_block; // even
};

// Chooses the blocks for so many threads.
void plan(Problem&, int threads);
// Tasks are blocks of pairs by blocks of tiles, the tiles of a block of pairs next to one another.
int64_t tasks(const Problem&);
void run(const Problem&, int64_t begin, int64_t end);

} // namespace eg::product
