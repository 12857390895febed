// Products in vectors. Included by one file for each kind of processor, which names what it reads and writes by EG_ELEMENT and what else its kernel has.
#pragma once

#include "multiply_vectors.h"
#include "product_finish.h"

namespace eg::product {
namespace {

// Steps whose weights, for a pair of tiles, stay in the first-level cache while all rows of a task pass: 16 KB.
constexpr int64_t DepthAtOnce = 8;

// Tiles of rows of a task, whose sums stay there too: 8 KB.
constexpr int64_t TilesAtOnce = 4;

template <class T, After What> void run_all(const Problem& p, int64_t begin, int64_t end) {
    const int64_t all = pairs(p.weights.outputs), steps = p.weights.steps, blocks = divided(p.tile_count, p.tile_block);
    auto* sums = static_cast<char*>(std::aligned_alloc(64, static_cast<size_t>(p.tile_block * 2 * TileBytes)));
    Pending<T> pending;
    for (int64_t at = begin; at < end; at++) {
        const int64_t first_pair = at / blocks * p.pair_block, last_pair = first_pair + p.pair_block < all ? first_pair + p.pair_block : all;
        const int64_t first_tile = at % blocks * p.tile_block, last_tile = first_tile + p.tile_block < p.tile_count ? first_tile + p.tile_block : p.tile_count;
        for (int64_t pair = first_pair; pair < last_pair; pair++)
            for (int64_t s = 0; s < steps; s += DepthAtOnce) {
                const int64_t depth = steps - s < DepthAtOnce ? steps - s : DepthAtOnce;
                const char* weights = p.weights.packed + (pair * steps + s) * 2 * TileBytes;
                for (int64_t t = first_tile; t < last_tile; t++) {
                    char* into = sums + (t - first_tile) * 2 * TileBytes;
                    const Operands operands{p.tiles[t], p.stride, p.steps + s, depth, {weights, weights + TileBytes}, 2 * TileBytes};
                    multiply(operands, reinterpret_cast<float*>(into), s == 0);
                    if (s + depth < steps) continue;
                    pending.start(p, pair, t * 16, 16, into);
                    pending.template finish<What>(16);
                }
            }
    }
    std::free(sums);
}

} // namespace
} // namespace eg::product
