// The gradient of attention in bf16 with matrix tiles. Everything stands on its side, keys by queries, so that weights and their gradients lie as the products with them want:
//
//   Pᵀ = 2^(k qᵀ scale - logsumexp)     dv = Pᵀ do
//   dSᵀ = Pᵀ (v doᵀ - rows of do · o)   dk = dSᵀ q scale     dqᵀ = kᵀ dSᵀ scale
#include "attention_amx.h"

#include <cstring>

namespace eg::attention {
namespace {

constexpr int64_t Side = 128; // keys and queries of a block

struct Backward {
    const Problem& p;
    int64_t key_blocks, query_blocks, width_chunks, value_chunks, width_tiles, value_tiles;
    // Packed, in tiles: rows of k and v; columns of k; q and do both ways.
    char *k_rows, *v_rows, *k_columns, *q_across, *o_across, *q_pairs, *o_pairs;
    char *weights, *gradients, *gradient_pairs, *scores; // of a block
    char *q_sums, *k_sums, *v_sums;                      // float32 tiles
    float *logsumexp, *products;                         // of every query

    explicit Backward(const Problem& problem)
        : p(problem), key_blocks((p.keys + Side - 1) / Side), query_blocks((p.queries + Side - 1) / Side), width_chunks(chunks(p.width)),
          value_chunks(chunks(p.value_width)), width_tiles((p.width + 15) / 16), value_tiles((p.value_width + 15) / 16) {}

    int64_t keys() const { return key_blocks * Side; }
    int64_t queries() const { return query_blocks * Side; }

    int64_t bytes() const {
        return keys() / 16 * (width_chunks + value_chunks) * Tile + keys() / 32 * width_tiles * Tile
            + queries() / 16 * (width_chunks + value_chunks) * Tile + queries() / 32 * (width_tiles + value_tiles) * Tile
            + 3 * Side * Side * 2 + 16 * Tile + queries() / 16 * width_tiles * Tile + Side / 16 * (width_tiles + value_tiles) * Tile + queries() * 8;
    }

    void place(Scratch& scratch) {
        k_rows = scratch.take(keys() / 16 * width_chunks * Tile);
        v_rows = scratch.take(keys() / 16 * value_chunks * Tile);
        k_columns = scratch.take(keys() / 32 * width_tiles * Tile);
        q_across = scratch.take(queries() / 16 * width_chunks * Tile);
        o_across = scratch.take(queries() / 16 * value_chunks * Tile);
        q_pairs = scratch.take(queries() / 32 * width_tiles * Tile);
        o_pairs = scratch.take(queries() / 32 * value_tiles * Tile);
        weights = scratch.take(Side * Side * 2);
        gradients = scratch.take(Side * Side * 2);
        gradient_pairs = scratch.take(Side * Side * 2);
        scores = scratch.take(16 * Tile);
        q_sums = scratch.take(queries() / 16 * width_tiles * Tile);
        k_sums = scratch.take(Side / 16 * width_tiles * Tile);
        v_sums = scratch.take(Side / 16 * value_tiles * Tile);
        logsumexp = reinterpret_cast<float*>(scratch.take(queries() * 4));
        products = reinterpret_cast<float*>(scratch.take(queries() * 4));
    }
};

// Two by two tiles of left · right over so many chunks of 32. Tiles of `left` are [row][chunk], `step` bytes from one row of tiles to the next.
inline void multiply4(const char* left, int64_t left_step, const char* right, int64_t right_step, int64_t depth, char* sums) {
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
    for (int64_t c = 0; c < depth; c++) {
        _tile_loadd(4, left + c * Tile, 64);
        _tile_loadd(6, right + c * Tile, 64);
        _tile_dpbf16ps(0, 4, 6);
        _tile_loadd(7, right + right_step + c * Tile, 64);
        _tile_dpbf16ps(1, 4, 7);
        _tile_loadd(5, left + left_step + c * Tile, 64);
        _tile_dpbf16ps(2, 5, 6);
        _tile_dpbf16ps(3, 5, 7);
    }
    _tile_stored(0, sums, 64);
    _tile_stored(1, sums + Tile, 64);
    _tile_stored(2, sums + 2 * Tile, 64);
    _tile_stored(3, sums + 3 * Tile, 64);
}

// sums += left · right, over `depth` chunks of 32; two tiles of rows and one or two of columns.
template <int Columns>
inline void accumulate(const char* left, int64_t left_row, int64_t left_step, const char* right, int64_t right_column, int64_t right_step, int64_t depth, char* sums, int64_t sums_row, int64_t sums_column) {
    _tile_loadd(0, sums, 64);
    _tile_loadd(2, sums + sums_row, 64);
    if (Columns == 2) {
        _tile_loadd(1, sums + sums_column, 64);
        _tile_loadd(3, sums + sums_row + sums_column, 64);
    }
    for (int64_t c = 0; c < depth; c++) {
        _tile_loadd(4, left + c * left_step, 64);
        _tile_loadd(6, right + c * right_step, 64);
        _tile_dpbf16ps(0, 4, 6);
        _tile_loadd(5, left + left_row + c * left_step, 64);
        _tile_dpbf16ps(2, 5, 6);
        if (Columns == 2) {
            _tile_loadd(7, right + right_column + c * right_step, 64);
            _tile_dpbf16ps(1, 4, 7);
            _tile_dpbf16ps(3, 5, 7);
        }
    }
    _tile_stored(0, sums, 64);
    _tile_stored(2, sums + sums_row, 64);
    if (Columns == 2) {
        _tile_stored(1, sums + sums_column, 64);
        _tile_stored(3, sums + sums_row + sums_column, 64);
    }
}

inline void store_row(char* to, __m512 low, __m512 high) { _mm512_store_si512(to, (__m512i)_mm512_cvtne2ps_pbh(high, low)); }

// Weights and their gradients for 32 keys and 32 queries, from 4 + 4 tiles of scores and their gradients ([key half][query half]).
inline void differentiate(const Backward& b, int64_t key, int64_t query, const char* scores, char* weights, char* gradients, char* pairs, int64_t pairs_step) {
    const __m512 scale = _mm512_set1_ps(b.p.scale * Log2E);
    const __m512 l[2] = {_mm512_load_ps(b.logsumexp + query), _mm512_load_ps(b.logsumexp + query + 16)};
    const __m512 d[2] = {_mm512_load_ps(b.products + query), _mm512_load_ps(b.products + query + 16)};
    // From its own place on, a query sees a key.
    const int64_t seen_from = b.p.causal ? key - (b.p.keys - b.p.queries) - query : -Chunk;
    const bool partly = b.p.causal && seen_from + Chunk - 1 > 0;
    const int64_t keys = b.p.keys - key; // those beyond have score 0, which a query that turns from all keys would weigh without bound
    for (int64_t r = 0; r < 32; r += 2) {
        __m512 g[2][2];
        for (int64_t i = 0; i < 2; i++) {
            const int64_t row = r + i;
            const char* at = scores + row / 16 * 2 * Tile + row % 16 * 64;
            __m512 w[2];
            for (int64_t h = 0; h < 2; h++) {
                w[h] = rough_exp2(_mm512_fmsub_ps(_mm512_load_ps(at + h * Tile), scale, l[h]));
                if (partly) {
                    const int64_t hidden = seen_from + row - h * 16;
                    w[h] = _mm512_maskz_mov_ps(static_cast<__mmask16>(~mask16(hidden)), w[h]);
                }
                if (row >= keys) w[h] = _mm512_setzero_ps();
                g[i][h] = _mm512_mul_ps(w[h], _mm512_sub_ps(_mm512_load_ps(at + 4 * Tile + h * Tile), d[h]));
            }
            // Left-hand tiles: [16 keys][32 queries].
            store_row(weights + row / 16 * (Side / 32) * Tile + row % 16 * 64, w[0], w[1]);
            store_row(gradients + row / 16 * (Side / 32) * Tile + row % 16 * 64, g[i][0], g[i][1]);
        }
        // Right-hand tiles: [16 pairs of keys][16 queries].
        for (int64_t h = 0; h < 2; h++)
            _mm512_store_si512(pairs + h * pairs_step + r / 2 * 64, interleave((__m512i)_mm512_cvtne2ps_pbh(g[1][h], g[0][h])));
    }
}

void pack_gradient(Backward& b, const Gradient& g, int64_t pair) {
    const Problem& p = b.p;
    const bf16 *q = head_of(p.q, p.q_strides, p, pair), *k = head_of(p.k, p.k_strides, p, pair), *v = head_of(p.v, p.v_strides, p, pair),
               *o = head_of(p.out, p.out_strides, p, pair), *go = head_of(g.out_gradient, g.out_gradient_strides, p, pair);
    const int64_t qs = p.q_strides.token, ks = p.k_strides.token, vs = p.v_strides.token, gs = g.out_gradient_strides.token;
    for (int64_t j = 0; j < b.keys(); j += 16) {
        for (int64_t c = 0; c < b.width_chunks; c++) pack_rows(k + j * ks + c * 32, ks, p.keys - j, p.width - c * 32, b.k_rows + (j / 16 * b.width_chunks + c) * Tile);
        for (int64_t c = 0; c < b.value_chunks; c++) pack_rows(v + j * vs + c * 32, vs, p.keys - j, p.value_width - c * 32, b.v_rows + (j / 16 * b.value_chunks + c) * Tile);
    }
    for (int64_t j = 0; j < b.keys(); j += 32)
        for (int64_t c = 0; c < b.width_tiles; c++) pack_columns(k + j * ks + c * 16, ks, p.keys - j, p.width - c * 16, b.k_columns + (j / 32 * b.width_tiles + c) * Tile);
    for (int64_t i = 0; i < b.queries(); i += 16) {
        for (int64_t c = 0; c < b.width_chunks; c++) pack_transposed(q + i * qs + c * 32, qs, p.queries - i, p.width - c * 32, b.q_across + (i / 16 * b.width_chunks + c) * Tile);
        for (int64_t c = 0; c < b.value_chunks; c++) pack_transposed(go + i * gs + c * 32, gs, p.queries - i, p.value_width - c * 32, b.o_across + (i / 16 * b.value_chunks + c) * Tile);
    }
    for (int64_t i = 0; i < b.queries(); i += 32) {
        for (int64_t c = 0; c < b.width_tiles; c++) pack_pairs(q + i * qs + c * 16, qs, p.queries - i, p.width - c * 16, b.q_pairs + (i / 32 * b.width_tiles + c) * Tile);
        for (int64_t c = 0; c < b.value_tiles; c++) pack_pairs(go + i * gs + c * 16, gs, p.queries - i, p.value_width - c * 16, b.o_pairs + (i / 32 * b.value_tiles + c) * Tile);
    }
    for (int64_t i = 0; i < b.queries(); i++) {
        const float inverse = i < p.queries ? p.inverses[pair * p.queries + i] : 0;
        b.logsumexp[i] = inverse == 0 ? __builtin_inff() : p.offsets[pair * p.queries + i] - __builtin_log2f(inverse);
        __m512 product = _mm512_setzero_ps();
        for (int64_t c = 0; i < p.queries && c < p.value_width; c += 32) {
            const auto valid = mask32(p.value_width - c);
            product = _mm512_dpbf16_ps(product, (__m512bh)_mm512_maskz_loadu_epi16(valid, o + i * p.out_strides.token + c), (__m512bh)_mm512_maskz_loadu_epi16(valid, go + i * gs + c));
        }
        b.products[i] = _mm512_reduce_add_ps(product);
    }
}

// Tiles [row][column] of float32 as rows of bf16.
void write_rows(const char* tiles, int64_t columns, float scale, bf16* rows, int64_t stride, int64_t count, int64_t width) {
    for (int64_t r = 0; r < count; r++)
        for (int64_t c = 0; c < columns; c++) {
            const __m512 x = _mm512_mul_ps(_mm512_load_ps(tiles + (r / 16 * columns + c) * Tile + r % 16 * 64), _mm512_set1_ps(scale));
            _mm256_mask_storeu_epi16(rows + r * stride + c * 16, mask16(width - c * 16), (__m256i)_mm512_cvtneps_pbh(x));
        }
}

} // namespace

void amx_backward(const Problem& p, const Gradient& g, int64_t begin, int64_t end) {
    const Tiles tiles;
    const FlushToZero flush;
    Backward b(p);
    Scratch scratch(b.bytes() + 4096);
    b.place(scratch);
    constexpr int64_t Chunks = Side / 32, TileRow = Chunks * Tile; // tiles of a block in A order: [16 rows][chunk]
    for (int64_t pair = begin; pair < end; pair++) {
        pack_gradient(b, g, pair);
        std::memset(b.q_sums, 0, static_cast<size_t>(b.queries() / 16 * b.width_tiles * Tile));
        for (int64_t key = 0; key < b.keys(); key += Side) {
            std::memset(b.k_sums, 0, static_cast<size_t>(Side / 16 * b.width_tiles * Tile));
            std::memset(b.v_sums, 0, static_cast<size_t>(Side / 16 * b.value_tiles * Tile));
            for (int64_t query = 0; query < b.queries(); query += Side) {
                // Queries before the block's first key see none of it.
                if (p.causal && query + Side - 1 < key - (p.keys - p.queries)) continue;
                written();
                const auto products = [&](int64_t step) {
                    const int64_t j = (key + step / Chunks * 32) / 16, i = (query + step % Chunks * 32) / 16;
                    char* scores = b.scores + step % 2 * 8 * Tile;
                    multiply4(b.k_rows + j * b.width_chunks * Tile, b.width_chunks * Tile, b.q_across + i * b.width_chunks * Tile, b.width_chunks * Tile, b.width_chunks, scores);
                    multiply4(b.v_rows + j * b.value_chunks * Tile, b.value_chunks * Tile, b.o_across + i * b.value_chunks * Tile, b.value_chunks * Tile, b.value_chunks, scores + 4 * Tile);
                };
                products(0);
                for (int64_t step = 0; step < Chunks * Chunks; step++) {
                    if (step + 1 < Chunks * Chunks) products(step + 1);
                    const int64_t j = step / Chunks, i = step % Chunks;
                    differentiate(b, key + j * 32, query + i * 32, b.scores + step % 2 * 8 * Tile, b.weights + j * 2 * TileRow + i * Tile, b.gradients + j * 2 * TileRow + i * Tile,
                        b.gradient_pairs + i * 2 * TileRow + j * Tile, TileRow);
                }
                written();
                const int64_t chunk = query / 32;
                for (int64_t j = 0; j < Side / 16; j += 2) {
                    int64_t c = 0;
                    for (; c + 2 <= b.value_tiles; c += 2)
                        accumulate<2>(b.weights + j * TileRow, TileRow, Tile, b.o_pairs + (chunk * b.value_tiles + c) * Tile, Tile, b.value_tiles * Tile, Chunks, b.v_sums + (j * b.value_tiles + c) * Tile, b.value_tiles * Tile, Tile);
                    if (c < b.value_tiles)
                        accumulate<1>(b.weights + j * TileRow, TileRow, Tile, b.o_pairs + (chunk * b.value_tiles + c) * Tile, Tile, b.value_tiles * Tile, Chunks, b.v_sums + (j * b.value_tiles + c) * Tile, b.value_tiles * Tile, Tile);
                    for (c = 0; c + 2 <= b.width_tiles; c += 2)
                        accumulate<2>(b.gradients + j * TileRow, TileRow, Tile, b.q_pairs + (chunk * b.width_tiles + c) * Tile, Tile, b.width_tiles * Tile, Chunks, b.k_sums + (j * b.width_tiles + c) * Tile, b.width_tiles * Tile, Tile);
                    if (c < b.width_tiles)
                        accumulate<1>(b.gradients + j * TileRow, TileRow, Tile, b.q_pairs + (chunk * b.width_tiles + c) * Tile, Tile, b.width_tiles * Tile, Chunks, b.k_sums + (j * b.width_tiles + c) * Tile, b.width_tiles * Tile, Tile);
                }
                // dqᵀ: rows are elements of a query, columns are queries; two columns of tiles at a time, sums lie [query tile][element tile].
                const int64_t qt = query / 16, kc = key / 32;
                for (int64_t i = 0; i < Side / 16; i += 2) {
                    int64_t c = 0;
                    for (; c + 2 <= b.width_tiles; c += 2)
                        accumulate<2>(b.k_columns + (kc * b.width_tiles + c) * Tile, Tile, b.width_tiles * Tile, b.gradient_pairs + i * TileRow, TileRow, Tile, Chunks, b.q_sums + ((qt + i) * b.width_tiles + c) * Tile, Tile, b.width_tiles * Tile);
                    if (c < b.width_tiles) // the second row of tiles is the next query tile's: one row only, so that each column goes alone
                        for (int64_t side = 0; side < 2; side++) {
                            char* sums = b.q_sums + ((qt + i + side) * b.width_tiles + c) * Tile;
                            _tile_loadd(0, sums, 64);
                            for (int64_t d = 0; d < Chunks; d++) {
                                _tile_loadd(4, b.k_columns + ((kc + d) * b.width_tiles + c) * Tile, 64);
                                _tile_loadd(6, b.gradient_pairs + (i + side) * TileRow + d * Tile, 64);
                                _tile_dpbf16ps(0, 4, 6);
                            }
                            _tile_stored(0, sums, 64);
                        }
                }
            }
            written();
            const int64_t count = p.keys - key < Side ? p.keys - key : Side;
            write_rows(b.k_sums, b.width_tiles, p.scale, const_cast<bf16*>(head_of(g.k_gradient, g.k_gradient_strides, p, pair)) + key * g.k_gradient_strides.token, g.k_gradient_strides.token, count, p.width);
            write_rows(b.v_sums, b.value_tiles, 1, const_cast<bf16*>(head_of(g.v_gradient, g.v_gradient_strides, p, pair)) + key * g.v_gradient_strides.token, g.v_gradient_strides.token, count, p.value_width);
        }
        for (int64_t i = 0; i < b.queries() / 16 * b.width_tiles; i++) {
            char* tile = b.q_sums + i * Tile;
            __m512i r[16];
            for (int64_t j = 0; j < 16; j++) r[j] = _mm512_load_si512(tile + j * 64);
            transpose(r);
            for (int64_t j = 0; j < 16; j++) _mm512_store_si512(tile + j * 64, r[j]);
        }
        write_rows(b.q_sums, b.width_tiles, p.scale, const_cast<bf16*>(head_of(g.q_gradient, g.q_gradient_strides, p, pair)), g.q_gradient_strides.token, p.queries, p.width);
    }
}

} // namespace eg::attention
