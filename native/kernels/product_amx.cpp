#include "amx.h"
#include "product.h"
#include "vector.h"

namespace eg::product {
namespace {

constexpr int64_t WeightBlock = 768 << 10; // bytes that stay in the second-level cache beside all else

int64_t pairs_of(int64_t outputs) { return (outputs + PairColumns - 1) / PairColumns; }
int64_t divided(int64_t a, int64_t b) { return (a + b - 1) / b; }

// The first output of half a pair.
int64_t column_of(int64_t pair, int64_t half, int64_t outputs, bool gated) { return gated ? half * (outputs / 2) + pair * 16 : pair * 32 + half * 16; }
int64_t columns_of(int64_t pair, int64_t half, int64_t outputs, bool gated) {
    const int64_t left = (gated ? (half + 1) * (outputs / 2) : outputs) - column_of(pair, half, outputs, gated);
    return left < 0 ? 0 : left < 16 ? left : 16;
}

template <After What> inline Vector activate(Vector x) {
    switch (What) {
    case After::Silu: return x * sigmoid(x);
    case After::Gelu: return x * normal(x).distribution;
    case After::GeluTanh: return x * sigmoid(1.59576912160573071176f * (x + 0.044715f * x * x * x)); // tanh(u) = 2 sigmoid(2u) - 1
    case After::QuickGelu: return x * sigmoid(1.702f * x);
    default: return x;
    }
}

// 32 rows of sums on their way to the result. They are finished while the next products are under way: tiles and vectors have units of their own, but the
// processor looks only some hundred instructions ahead.
struct Pending {
    const Problem* problem;
    const char* sums = nullptr;
    int64_t first_row, next = 0, rows = 0;
    int64_t column[2], columns[2];
    bool plain = false;
    Vector bias[2];
    Bf16* out;
    const Bf16* residual;
    int64_t out_stride, residual_stride;

    void start(const Problem& p, int64_t pair, int64_t first, int64_t count, const char* from) {
        problem = &p;
        sums = from;
        first_row = first;
        next = 0;
        rows = count;
        for (int64_t h = 0; h < 2; h++) {
            column[h] = column_of(pair, h, p.weights.outputs, p.weights.gated);
            columns[h] = columns_of(pair, h, p.weights.outputs, p.weights.gated);
        }
        if (p.rows == nullptr && p.row_count - first < rows) rows = p.row_count - first;
        plain = p.rows == nullptr && p.row_bias == nullptr && columns[0] == 16 && columns[1] == 16 && !(p.weights.gated && p.residual != nullptr);
        if (!plain) return;
        for (int64_t h = 0; h < 2; h++) bias[h] = p.bias == nullptr ? Vector{} : load(p.bias + column[h]);
        out = reinterpret_cast<Bf16*>(p.out) + first * p.out_stride + column[0];
        residual = p.residual == nullptr ? nullptr : reinterpret_cast<const Bf16*>(p.residual) + first * p.residual_stride + column[0];
        out_stride = p.out_stride;
        residual_stride = p.residual_stride;
    }

    template <After What> inline void finish(int64_t count) {
        const int64_t end = next + count < rows ? next + count : rows;
        if (plain) for (; next < end; next++) plain_row<What>(next);
        else for (; next < end; next++) row<What>(next);
    }

    // Whole tiles of columns, rows in their order.
    template <After What> inline void plain_row(int64_t r) {
        const char* from = sums + r / 16 * 2 * Tile + r % 16 * 64;
        const Vector a = load(reinterpret_cast<const float*>(from)) + bias[0], b = load(reinterpret_cast<const float*>(from + Tile)) + bias[1];
        if (What == After::Geglu) {
            store(out + r * out_stride, a * b * normal(b).distribution);
        } else if (residual != nullptr) {
            store(out + r * out_stride, activate<What>(a) + load(residual + r * residual_stride));
            store(out + r * out_stride + 16, activate<What>(b) + load(residual + r * residual_stride + 16));
        } else {
            store(out + r * out_stride, activate<What>(a));
            store(out + r * out_stride + 16, activate<What>(b));
        }
    }

    template <After What> inline void row(int64_t r) {
        constexpr bool gated = What == After::Geglu;
        const Problem& p = *problem;
        const int64_t at = p.rows == nullptr ? first_row + r : p.rows[first_row + r];
        if (at < 0 || at >= p.row_count) return;
        const char* from = sums + r / 16 * 2 * Tile + r % 16 * 64;
        Vector x[2] = {load(reinterpret_cast<const float*>(from)), load(reinterpret_cast<const float*>(from + Tile))};
        if (p.bias != nullptr)
            for (int64_t h = 0; h < 2; h++) x[h] += read(p.bias + column[h], 0, columns[h]);
        if (gated) x[0] = x[0] * x[1] * normal(x[1]).distribution;
        for (int64_t h = 0; h < (gated ? 1 : 2); h++) {
            if (p.row_bias != nullptr) x[h] += read(p.row_bias + at / p.row_group * p.weights.outputs + column[h], 0, columns[h]);
            if (!gated) x[h] = activate<What>(x[h]);
            if (p.residual != nullptr) x[h] += read(reinterpret_cast<const Bf16*>(p.residual) + at * p.residual_stride + column[h], 0, columns[h]);
            write(reinterpret_cast<Bf16*>(p.out) + at * p.out_stride + column[h], 0, columns[h], x[h]);
        }
    }
};

// sums (+)= rows · weights for two tiles of rows and two of columns; meanwhile `count` rows a step of `pending` are finished.
template <After What>
inline void multiply(const bf16* top, const bf16* bottom, int64_t stride, const int32_t* steps, int64_t depth, const char* weights, char* sums, bool first, Pending& pending, int64_t count) {
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
    const int64_t bytes = stride * 2;
    for (int64_t s = 0; s < depth; s++) {
        _tile_loadd(4, top + steps[s], bytes);
        _tile_loadd(6, weights + s * 2 * Tile, 64);
        _tile_dpbf16ps(0, 4, 6);
        _tile_loadd(7, weights + s * 2 * Tile + Tile, 64);
        _tile_dpbf16ps(1, 4, 7);
        _tile_loadd(5, bottom + steps[s], bytes);
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
    const int64_t all = pairs(p.weights), steps = p.weights.steps, blocks = divided(p.tile_count, p.tile_block);
    const bool whole = steps <= p.step_block;
    Scratch scratch((whole ? 2 : p.pair_block) * 4 * Tile);
    char* sums = scratch.take((whole ? 2 : p.pair_block) * 4 * Tile);
    Pending pending;
    for (int64_t at = begin; at < end; at++) {
        const int64_t first_pair = at / blocks * p.pair_block, last_pair = first_pair + p.pair_block < all ? first_pair + p.pair_block : all;
        const int64_t first_tile = at % blocks * p.tile_block, last_tile = first_tile + p.tile_block < p.tile_count ? first_tile + p.tile_block : p.tile_count;
        for (int64_t t = first_tile; t < last_tile; t += 2) {
            const bool both = t + 1 < last_tile;
            const bf16 *top = p.tiles[t], *bottom = both ? p.tiles[t + 1] : top;
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

} // namespace

int64_t packed_bytes(int64_t outputs, int64_t steps) { return pairs_of(outputs) * steps * 2 * Tile; }
int64_t pairs(const Weights& w) { return pairs_of(w.outputs); }

void pack(const uint16_t* plain, int64_t stride, const int32_t* columns, const Weights& w, char* packed, int64_t begin, int64_t end) {
    for (int64_t pair = begin; pair < end; pair++)
        for (int64_t s = 0; s < w.steps; s++)
            for (int64_t h = 0; h < 2; h++)
                pack_transposed(plain + column_of(pair, h, w.outputs, w.gated) * stride + columns[s], stride, columns_of(pair, h, w.outputs, w.gated), StepDepth,
                    packed + ((pair * w.steps + s) * 2 + h) * Tile);
}

void unpack(uint16_t* plain, int64_t stride, const int32_t* columns, const Weights& w, int64_t begin, int64_t end) {
    for (int64_t pair = begin; pair < end; pair++)
        for (int64_t s = 0; s < w.steps; s++)
            for (int64_t h = 0; h < 2; h++) {
                const char* tile = w.packed + ((pair * w.steps + s) * 2 + h) * Tile;
                __m512i r[16];
                for (int64_t i = 0; i < 16; i++) r[i] = _mm512_load_si512(tile + i * 64);
                transpose(r);
                for (int64_t i = 0; i < columns_of(pair, h, w.outputs, w.gated); i++)
                    _mm512_storeu_si512(plain + (column_of(pair, h, w.outputs, w.gated) + i) * stride + columns[s], r[i]);
            }
}

void turn(const Weights& w, const int64_t* to, char* turned, int64_t begin, int64_t end) {
    // Of two rows of 32 elements the first or the second halves, side by side.
    const __m512i low = _mm512_set_epi16(47, 15, 46, 14, 45, 13, 44, 12, 43, 11, 42, 10, 41, 9, 40, 8, 39, 7, 38, 6, 37, 5, 36, 4, 35, 3, 34, 2, 33, 1, 32, 0);
    const __m512i high = _mm512_add_epi16(low, _mm512_set1_epi16(16));
    for (int64_t pair = begin; pair < end; pair++)
        for (int64_t s = 0; s < w.steps; s++) {
            const int64_t block = pair * w.steps + s;
            const char* from = w.packed + block * 2 * Tile;
            char* into = turned + to[block] * 2 * Tile;
            for (int64_t h = 0; h < 2; h++) {
                __m512i r[16]; // outputs of 32 inputs
                for (int64_t i = 0; i < 16; i++) r[i] = _mm512_load_si512(from + h * Tile + i * 64);
                transpose(r);
                for (int64_t i = 0; i < 8; i++) {
                    _mm512_store_si512(into + (h * 8 + i) * 64, _mm512_permutex2var_epi16(r[2 * i], low, r[2 * i + 1]));
                    _mm512_store_si512(into + Tile + (h * 8 + i) * 64, _mm512_permutex2var_epi16(r[2 * i], high, r[2 * i + 1]));
                }
            }
        }
}

void plan(Problem& p, int threads) {
    const int64_t all = pairs(p.weights);
    p.tile_block = p.tile_count < 16 ? (p.tile_count + 1) / 2 * 2 : 16;
    const int64_t blocks = divided(p.tile_count, p.tile_block);
    int64_t groups = divided(all * p.weights.steps * 2 * Tile, WeightBlock);
    // Enough tasks that no thread waits long for another, and as many for each.
    if (groups * blocks < 4 * threads) groups = divided(4 * threads, blocks);
    if (blocks % threads != 0) groups = divided(groups, threads) * threads;
    p.pair_block = divided(all, groups < all ? groups : all);
}

int64_t tasks(const Problem& p) { return divided(pairs(p.weights), p.pair_block) * divided(p.tile_count, p.tile_block); }

void run(const Problem& p, int64_t begin, int64_t end) {
    switch (p.after) {
    case After::Nothing: return run_all<After::Nothing>(p, begin, end);
    case After::Silu: return run_all<After::Silu>(p, begin, end);
    case After::Gelu: return run_all<After::Gelu>(p, begin, end);
    case After::GeluTanh: return run_all<After::GeluTanh>(p, begin, end);
    case After::QuickGelu: return run_all<After::QuickGelu>(p, begin, end);
    case After::Geglu: return run_all<After::Geglu>(p, begin, end);
    }
}

} // namespace eg::product
