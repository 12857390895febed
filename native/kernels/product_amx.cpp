#include "amx.h"
#include "product_bf16.h"

namespace eg::product {
namespace {

// sums (+)= rows · weights for two tiles of rows and two of columns; meanwhile `count` rows a step of `pending` are finished.
template <After What>
inline void multiply(const char* top, const char* bottom, int64_t stride, const int32_t* steps, int64_t depth, const char* weights, char* sums, bool first,
    Pending<Bf16>& pending, int64_t count) {
    if (first) {
        _tile_zero(0);
        _tile_zero(1);
        _tile_zero(2);
        _tile_zero(3);
    } else {
        _tile_loadd(0, sums, 64);
        _tile_loadd(1, sums + Tile, 64);
        _tile_loadd(2, sums + 2 * Tile, 64);
        _tile_loadd(3, sums + 3 * Tile, 64);
    }
    for (int64_t s = 0; s < depth; s++) {
        _tile_loadd(4, top + steps[s], stride);
        _tile_loadd(6, weights + s * 2 * Tile, 64);
        _tile_dpbf16ps(0, 4, 6);
        _tile_loadd(7, weights + s * 2 * Tile + Tile, 64);
        _tile_dpbf16ps(1, 4, 7);
        _tile_loadd(5, bottom + steps[s], stride);
        _tile_dpbf16ps(2, 5, 6);
        _tile_dpbf16ps(3, 5, 7);
        pending.finish<What>(count);
    }
    pending.finish<What>(32);
    _tile_stored(0, sums, 64);
    _tile_stored(1, sums + Tile, 64);
    _tile_stored(2, sums + 2 * Tile, 64);
    _tile_stored(3, sums + 3 * Tile, 64);
    written();
}

template <After What> void run_all(const Problem& p, int64_t begin, int64_t end) {
    const Tiles tiles;
    const FlushToZero flush;
    const int64_t all = pairs(p.weights.outputs), steps = p.weights.steps, blocks = divided(p.tile_count, p.tile_block);
    const bool whole = steps <= p.step_block;
    Scratch scratch((whole ? 2 : p.pair_block) * 4 * Tile);
    char* sums = scratch.take((whole ? 2 : p.pair_block) * 4 * Tile);
    Pending<Bf16> pending;
    for (int64_t at = begin; at < end; at++) {
        const int64_t first_pair = at / blocks * p.pair_block, last_pair = first_pair + p.pair_block < all ? first_pair + p.pair_block : all;
        const int64_t first_tile = at % blocks * p.tile_block, last_tile = first_tile + p.tile_block < p.tile_count ? first_tile + p.tile_block : p.tile_count;
        for (int64_t t = first_tile; t < last_tile; t += 2) {
            const bool both = t + 1 < last_tile;
            const char *top = p.tiles[t], *bottom = both ? p.tiles[t + 1] : top;
            // The rows of two tiles stay next to the processor while the weights stream by.
            for (int64_t s = 0; s < steps; s += p.step_block) {
                const int64_t depth = steps - s < p.step_block ? steps - s : p.step_block;
                for (int64_t pair = first_pair; pair < last_pair; pair++) {
                    char* into = sums + (whole ? pair % 2 : pair - first_pair) * 4 * Tile;
                    multiply<What>(top, bottom, p.stride, p.steps + s, depth, p.weights.packed + (pair * steps + s) * 2 * Tile, into, s == 0, pending, divided(32, depth));
                    if (s + depth == steps) pending.start(p, pair, t * 16, both ? 32 : 16, into);
                }
            }
            pending.finish<What>(32); // the next rows' first sums may go where these are
        }
    }
}

void run(const Problem& p, int64_t begin, int64_t end) { EG_FOR_AFTER(p.after, run_all) }

} // namespace

// 256 rows of bf16 stay in the second-level cache.
const Kernel amx = {pack, unpack, turn, run, 16};

} // namespace eg::product
