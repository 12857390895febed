// Attention in bf16 with matrix tiles: 32 queries by 32 keys a step. Products are summed in float32, the softmax is computed in float32,
// its weights go into the second product as bf16.
#include "attention_amx.h"

#include <cstring>

namespace eg::attention {
namespace {

constexpr int64_t Rows = 32;      // queries of a block: two tiles
constexpr int64_t KeyBlock = 512; // keys whose weights stand in memory at once

// |q| times the longest |k| bounds a query's scores before one of them is known. So much of the bound is taken off that no weight exceeds
// 2^SafeScore, of which float32 and bf16 hold sums of millions; that saves the search for the maximum. Should a query's weights then sum
// to less than 2^-SafeScore, so that some may have been too small to be numbers, its block is computed again with a running maximum.
constexpr float SafeScore = 60;
constexpr float SmallestSum = 0x1p-60f;

struct Layout {
    int64_t key_chunks, width_chunks, value_tiles; // one column beyond the values is 1: its sum is the softmax's
    int64_t key_bytes, value_bytes;

    explicit Layout(const Problem& p)
        : key_chunks(chunks(p.keys)), width_chunks(chunks(p.width)), value_tiles(p.value_width / 16 + 1),
          key_bytes(key_chunks * 2 * width_chunks * Tile), value_bytes(key_chunks * value_tiles * Tile) {}

    int64_t bytes() const { return 64 + key_bytes + value_bytes; } // the 64: the longest key's length
    const char* keys(const char* packed, int64_t chunk) const { return packed + 64 + chunk * 2 * width_chunks * Tile; }
    const char* values(const char* packed, int64_t chunk) const { return packed + 64 + key_bytes + chunk * value_tiles * Tile; }
};

float length(const bf16* row, int64_t width) {
    __m512 sum = _mm512_setzero_ps();
    for (int64_t c = 0; c < width; c += 32) {
        const auto x = (__m512bh)_mm512_maskz_loadu_epi16(mask32(width - c), row + c);
        sum = _mm512_dpbf16_ps(sum, x, x);
    }
    return __builtin_sqrtf(_mm512_reduce_add_ps(sum));
}

float longest(const bf16* rows, int64_t stride, int64_t count, int64_t width) {
    float most = 0;
    for (int64_t i = 0; i < count; i++) {
        const float here = length(rows + i * stride, width);
        if (most == most && !(here <= most)) most = here; // NaN stays
    }
    return most;
}

// Weights of 32 keys lie in the order in which two vectors of 32-bit numbers become one of 16-bit numbers, four of either at a time; values lie in the same.
constexpr int64_t key_at(int64_t place) { return place / 8 * 4 + place % 4 + place / 4 % 2 * 16; }

void pack(const Problem& p, char* packed, int64_t begin, int64_t end) {
    const Layout layout(p);
    for (int64_t pair = begin; pair < end; pair++) {
        char* here = packed + pair * layout.bytes();
        const bf16* k = head_of(p.k, p.k_strides, p, pair);
        const bf16* v = head_of(p.v, p.v_strides, p, pair);
        *reinterpret_cast<float*>(here) = longest(k, p.k_strides.token, p.keys, p.width);
        for (int64_t chunk = 0; chunk < layout.key_chunks; chunk++) {
            char* tile = const_cast<char*>(layout.keys(here, chunk));
            for (int64_t half = 0; half < 2; half++) {
                const int64_t first = chunk * Chunk + half * 16;
                for (int64_t c = 0; c < layout.width_chunks; c++, tile += Tile)
                    pack_transposed(k + first * p.k_strides.token + c * 32, p.k_strides.token, p.keys - first, p.width - c * 32, tile);
            }
            tile = const_cast<char*>(layout.values(here, chunk));
            const int64_t first = chunk * Chunk, count = p.keys - first;
            for (int64_t c = 0; c < layout.value_tiles; c++, tile += Tile)
                for (int64_t i = 0; i < 16; i++) pack_pair(v + first * p.v_strides.token + c * 16, p.v_strides.token, key_at(2 * i), count, p.value_width - c * 16, tile + i * 64);
            auto* last = reinterpret_cast<bf16*>(tile - Tile);
            for (int64_t i = 0; i < Chunk; i++) last[(i / 2) * 32 + p.value_width % 16 * 2 + i % 2] = key_at(i) < count ? One : 0;
        }
    }
}

struct Block {
    const Problem& p;
    const Layout& layout;
    const char* packed;
    int64_t first, rows; // queries
    char *q, *scores, *weights, *sums;
    float* offsets; // taken off the scores of each query, in powers of two
};

inline void store_weights(char* to, __m512 low, __m512 high) {
    _mm512_store_si512(to, _mm512_permutexvar_epi64(_mm512_set_epi64(7, 3, 6, 2, 5, 1, 4, 0), (__m512i)_mm512_cvtne2ps_pbh(high, low)));
}

// 2^t of 32 numbers, given as t * 256 in whole numbers, as bf16. The upper bits of t are the exponent; the lower ones, f, are the fraction but for a parabola,
// 2^f = 1 + f - 0.34 f (1 - f). The error's deviation is 0.0021 of the value, where rounding alone has 0.0017; their mean is the same for all weights of a query
// and goes out with their sum.
inline __m512i exp2_of_256ths(__m512i t) {
    t = _mm512_max_epi16(t, _mm512_set1_epi16(-127 * 256));
    const __m512i f = _mm512_and_si512(t, _mm512_set1_epi16(255));
    const __m512i parabola = _mm512_mulhi_epu16(_mm512_mullo_epi16(f, _mm512_sub_epi16(_mm512_set1_epi16(256), f)), _mm512_set1_epi16(87));
    return _mm512_srli_epi16(_mm512_sub_epi16(_mm512_add_epi16(t, _mm512_set1_epi16(127 * 256 + 2)), parabola), 1);
}

// The weights of 32 queries and 32 keys whose scores are bounded, a few rows at a time: they are computed while the products of the next step are under way. Tiles
// and vectors have units of their own, but the processor looks only some hundred instructions ahead.
struct Weighing {
    const char* scores;
    char* weights;
    __m512 scale; // of powers of two, or of their 256ths
    const float* offsets;
    int64_t next = Rows;

    template <bool Rough> inline void row(int64_t r) {
        const __m512 s[2] = {_mm512_load_ps(scores + r * 64), _mm512_load_ps(scores + 2 * Tile + r * 64)};
        if (Rough) {
            const __m512 offset = _mm512_set1_ps(offsets[r] * 256);
            const __m512i low = _mm512_cvtps_epi32(_mm512_fmsub_ps(s[0], scale, offset)), high = _mm512_cvtps_epi32(_mm512_fmsub_ps(s[1], scale, offset));
            _mm512_store_si512(weights + r * 64, exp2_of_256ths(_mm512_packs_epi32(low, high)));
        } else {
            const __m512 offset = _mm512_set1_ps(offsets[r]);
            store_weights(weights + r * 64, rough_exp2(_mm512_fmsub_ps(s[0], scale, offset)), rough_exp2(_mm512_fmsub_ps(s[1], scale, offset)));
        }
    }

    template <bool Rough> inline void some(int64_t count) {
        const int64_t end = next + count < Rows ? next + count : Rows;
        for (; next < end; next++) row<Rough>(next);
    }
};

// Scores of 32 queries and 32 keys into 4 tiles of float32: [16 keys][16 queries].
template <bool Rough> inline void score(const Block& b, int64_t chunk, char* scores, Weighing& before) {
    const char* keys = b.layout.keys(b.packed, chunk);
    const int64_t n = b.layout.width_chunks, rows = (Rows + 4 * n - 1) / (4 * n);
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
    for (int64_t c = 0; c < n; c++) {
        _tile_loadd(4, b.q + (c * 2) * Tile, 64);
        _tile_loadd(6, keys + c * Tile, 64);
        _tile_dpbf16ps(0, 4, 6);
        before.some<Rough>(rows);
        _tile_loadd(5, b.q + (c * 2 + 1) * Tile, 64);
        _tile_dpbf16ps(1, 5, 6);
        before.some<Rough>(rows);
        _tile_loadd(7, keys + (n + c) * Tile, 64);
        _tile_dpbf16ps(2, 4, 7);
        before.some<Rough>(rows);
        _tile_dpbf16ps(3, 5, 7);
        before.some<Rough>(rows);
    }
    _tile_stored(0, scores, 64);
    _tile_stored(1, scores + Tile, 64);
    _tile_stored(2, scores + 2 * Tile, 64);
    _tile_stored(3, scores + 3 * Tile, 64);
    written();
}

// The same for heads of up to 64 elements, whose queries stay in tiles 4 to 7 (elements 0 to 31 of both halves, then 32 to 63): 16 keys at a time.
inline void hold_queries(const Block& b) {
    written();
    _tile_loadd(4, b.q, 64);
    _tile_loadd(5, b.q + Tile, 64);
    if (b.layout.width_chunks == 1) return;
    _tile_loadd(6, b.q + 2 * Tile, 64);
    _tile_loadd(7, b.q + 3 * Tile, 64);
}

template <bool Rough> inline void score_held(const Block& b, int64_t chunk, char* scores, Weighing& before) {
    const int64_t n = b.layout.width_chunks, rows = 8 / n;
    const char* keys = b.layout.keys(b.packed, chunk);
    for (int64_t half = 0; half < 2; half++, keys += n * Tile, scores += 2 * Tile) {
        _tile_zero(0);
        _tile_zero(1);
        _tile_loadd(2, keys, 64);
        _tile_dpbf16ps(0, 4, 2);
        before.some<Rough>(rows);
        _tile_dpbf16ps(1, 5, 2);
        before.some<Rough>(rows);
        if (n == 2) {
            _tile_loadd(3, keys + Tile, 64);
            _tile_dpbf16ps(0, 6, 3);
            before.some<Rough>(rows);
            _tile_dpbf16ps(1, 7, 3);
            before.some<Rough>(rows);
        }
        _tile_stored(0, scores, 64);
        _tile_stored(1, scores + Tile, 64);
    }
    written();
}

// Keys that row r may not see have no weight.
inline void hide(const Block& b, int64_t chunk, char* weights) {
    const int64_t ahead = b.p.keys - b.p.queries;
    for (int64_t r = 0; r < Rows; r++) {
        const int64_t seen = b.first + r + ahead + 1 - chunk * Chunk;
        if (seen >= Chunk) continue;
        __mmask32 which = 0;
        for (int64_t i = 0; i < Chunk; i++) which |= key_at(i) < seen ? 1u << i : 0;
        _mm512_store_si512(weights + r * 64, _mm512_maskz_loadu_epi16(which, weights + r * 64));
    }
}

// sums += weights · values, over `count` chunks of keys; one or two tiles of columns from `column` on.
template <int Columns> inline void gather(const Block& b, int64_t chunk, int64_t count, int64_t column, bool start) {
    char* sums = b.sums + column * 2 * Tile;
    if (start) {
        _tile_zero(0);
        _tile_zero(1);
        if (Columns == 2) {
            _tile_zero(2);
            _tile_zero(3);
        }
    } else {
        _tile_loadd(0, sums, 64);
        _tile_loadd(1, sums + Tile, 64);
        if (Columns == 2) {
            _tile_loadd(2, sums + 2 * Tile, 64);
            _tile_loadd(3, sums + 3 * Tile, 64);
        }
    }
    for (int64_t i = 0; i < count; i++) {
        const char* values = b.layout.values(b.packed, chunk + i) + column * Tile;
        _tile_loadd(4, b.weights + i * 2 * Tile, 64);
        _tile_loadd(6, values, 64);
        _tile_dpbf16ps(0, 4, 6);
        _tile_loadd(5, b.weights + (i * 2 + 1) * Tile, 64);
        _tile_dpbf16ps(1, 5, 6);
        if (Columns == 2) {
            _tile_loadd(7, values + Tile, 64);
            _tile_dpbf16ps(2, 4, 7);
            _tile_dpbf16ps(3, 5, 7);
        }
    }
    _tile_stored(0, sums, 64);
    _tile_stored(1, sums + Tile, 64);
    if (Columns == 2) {
        _tile_stored(2, sums + 2 * Tile, 64);
        _tile_stored(3, sums + 3 * Tile, 64);
    }
}

inline void gather_all(const Block& b, int64_t chunk, int64_t count, bool start) {
    written();
    int64_t column = 0;
    for (; column + 2 <= b.layout.value_tiles; column += 2) gather<2>(b, chunk, count, column, start);
    if (column < b.layout.value_tiles) gather<1>(b, chunk, count, column, start);
}

// Scores bounded: no maximum.
template <bool Rough> void run_bounded(const Block& b, int64_t last_chunk) {
    const int64_t diagonal = b.p.causal ? (b.first + b.p.keys - b.p.queries + 1) / Chunk : last_chunk; // chunks below it are seen by all rows
    const bool held = b.layout.width_chunks <= 2;
    Weighing weighing{nullptr, nullptr, _mm512_set1_ps(b.p.scale * Log2E * (Rough ? 256 : 1)), b.offsets};
    for (int64_t chunk = 0; chunk < last_chunk; chunk += KeyBlock / Chunk) {
        const int64_t count = last_chunk - chunk < KeyBlock / Chunk ? last_chunk - chunk : KeyBlock / Chunk;
        if (held) hold_queries(b);
        for (int64_t i = 0; i <= count; i++) {
            char* scores = b.scores + i % 2 * 4 * Tile;
            if (i < count) {
                if (held) score_held<Rough>(b, chunk + i, scores, weighing);
                else score<Rough>(b, chunk + i, scores, weighing);
            }
            weighing.some<Rough>(Rows);
            if (i > 0 && chunk + i - 1 >= diagonal) hide(b, chunk + i - 1, weighing.weights);
            weighing.scores = scores;
            weighing.weights = b.weights + i * 2 * Tile;
            weighing.next = i < count ? 0 : Rows;
        }
        gather_all(b, chunk, count, chunk == 0);
    }
}

float sum_of(const Block& b, int64_t row) {
    const int64_t column = b.p.value_width;
    return reinterpret_cast<const float*>(b.sums + column / 16 * 2 * Tile + row * 64)[column % 16];
}

// The general case: masks, and scores of any size.
void run_running_maximum(const Block& b, int64_t last_chunk, int64_t pair) {
    const Problem& p = b.p;
    const __m512 scale = _mm512_set1_ps(p.scale * Log2E), log2e = _mm512_set1_ps(Log2E), never = _mm512_set1_ps(Never);
    const __m512 nothing = _mm512_set1_ps(-__builtin_inff());
    const float* masks = p.mask == nullptr ? nullptr : p.mask + pair / p.heads * p.mask_strides.batch + pair % p.heads * p.mask_strides.head;
    for (int64_t r = 0; r < Rows; r++) b.offsets[r] = -__builtin_inff();
    constexpr int64_t Step = KeyBlock / Chunk / 4;
    for (int64_t chunk = 0; chunk < last_chunk; chunk += Step) {
        const int64_t count = last_chunk - chunk < Step ? last_chunk - chunk : Step;
        Weighing nothing_yet{nullptr, nullptr, scale, nullptr};
        for (int64_t i = 0; i < count; i++) score<false>(b, chunk + i, b.scores + i * 4 * Tile, nothing_yet);
        for (int64_t r = 0; r < Rows; r++) {
            char* row = b.scores + r * 64;
            // Keys beyond the last, and those that a causal mask hides.
            int64_t seen = p.keys - chunk * Chunk;
            if (p.causal && b.first + r + p.keys - p.queries + 1 - chunk * Chunk < seen) seen = b.first + r + p.keys - p.queries + 1 - chunk * Chunk;
            const float* mask = masks == nullptr || r >= b.rows ? nullptr : masks + (b.first + r) * p.mask_strides.token + chunk * Chunk;
            __m512 most = nothing;
            for (int64_t j = 0; j < count * 2; j++) {
                auto* at = reinterpret_cast<float*>(row + j * 2 * Tile);
                __m512 t = _mm512_mul_ps(_mm512_load_ps(at), scale);
                const auto valid = mask16(seen - j * 16);
                if (mask != nullptr) t = _mm512_fmadd_ps(_mm512_max_ps(_mm512_maskz_loadu_ps(valid, mask + j * 16), _mm512_set1_ps(Never / 2)), log2e, t);
                t = _mm512_mask_mov_ps(nothing, valid, t);
                _mm512_store_ps(at, t);
                most = _mm512_max_ps(most, t);
            }
            const float before = b.offsets[r], block = _mm512_reduce_max_ps(most);
            const float now = block > before ? block : before;
            b.offsets[r] = now;
            const __m512 offset = _mm512_max_ps(_mm512_set1_ps(now), never);
            for (int64_t i = 0; i < count; i++) {
                const __m512 low = rough_exp2(_mm512_sub_ps(_mm512_load_ps(row + i * 4 * Tile), offset));
                const __m512 high = rough_exp2(_mm512_sub_ps(_mm512_load_ps(row + i * 4 * Tile + 2 * Tile), offset));
                store_weights(b.weights + i * 2 * Tile + r * 64, low, high);
            }
            if (chunk > 0 && now > before) {
                const __m512 factor = rough_exp2(_mm512_sub_ps(_mm512_set1_ps(before), offset));
                for (int64_t c = 0; c < b.layout.value_tiles; c++) {
                    auto* at = reinterpret_cast<float*>(b.sums + c * 2 * Tile + r * 64);
                    _mm512_store_ps(at, _mm512_mul_ps(_mm512_load_ps(at), factor));
                }
            }
        }
        gather_all(b, chunk, count, chunk == 0);
    }
}

void run(const Problem& p, const char* packed, int64_t begin, int64_t end) {
    const Layout layout(p);
    const Tiles tiles;
    const FlushToZero flush;
    const int64_t blocks = (p.queries + Rows - 1) / Rows;
    const int64_t q_bytes = layout.width_chunks * 2 * Tile, score_bytes = KeyBlock / Chunk * Tile, weight_bytes = KeyBlock / Chunk * 2 * Tile,
                  sum_bytes = layout.value_tiles * 2 * Tile;
    Scratch scratch(q_bytes + score_bytes + weight_bytes + sum_bytes + Rows * 4);
    char *q_tiles = scratch.take(q_bytes), *scores = scratch.take(score_bytes), *weights = scratch.take(weight_bytes), *sums = scratch.take(sum_bytes);
    auto* offsets = reinterpret_cast<float*>(scratch.take(Rows * 4));

    for (int64_t at = begin; at < end; at++) {
        const int64_t pair = at / blocks, first = at % blocks * Rows;
        const Block b{p, layout, packed + pair * layout.bytes(), first, p.queries - first < Rows ? p.queries - first : Rows, q_tiles, scores, weights, sums, offsets};
        const bf16* q = head_of(p.q, p.q_strides, p, pair) + first * p.q_strides.token;
        for (int64_t c = 0; c < layout.width_chunks; c++)
            for (int64_t half = 0; half < 2; half++)
                pack_rows(q + half * 16 * p.q_strides.token + c * 32, p.q_strides.token, b.rows - half * 16, p.width - c * 32, q_tiles + (c * 2 + half) * Tile);
        written();
        int64_t last_chunk = layout.key_chunks;
        if (p.causal) {
            const int64_t seen = first + b.rows + p.keys - p.queries;
            if (chunks(seen) < last_chunk) last_chunk = seen > 0 ? chunks(seen) : 0;
        }
        const float longest_key = *reinterpret_cast<const float*>(b.packed) * p.scale * Log2E;
        bool bounded = p.mask == nullptr;
        for (int64_t r = 0; r < Rows; r++) {
            const float bound = r < b.rows ? length(q + r * p.q_strides.token, p.width) * longest_key : 0;
            offsets[r] = bound > SafeScore ? bound - SafeScore : 0;
            bounded = bounded && bound < 1e6f; // not for infinities and NaN
        }
        if (last_chunk == 0) {
            std::memset(sums, 0, static_cast<size_t>(sum_bytes));
        } else {
            if (bounded) {
                // A gradient computes the weights again and wants the same.
                if (p.offsets == nullptr) run_bounded<true>(b, last_chunk);
                else run_bounded<false>(b, last_chunk);
                written();
                for (int64_t r = 0; r < b.rows; r++) bounded = bounded && sum_of(b, r) >= SmallestSum;
            }
            if (!bounded) run_running_maximum(b, last_chunk, pair);
        }
        written();

        bf16* out = const_cast<bf16*>(head_of(p.out, p.out_strides, p, pair)) + first * p.out_strides.token;
        for (int64_t r = 0; r < b.rows; r++) {
            const char* row = sums + r * 64;
            const float sum = sum_of(b, r);
            const float inverse = sum > 0 || sum != sum ? 1 / sum : 0;
            for (int64_t c = 0; c * 16 < p.value_width; c++) {
                const __m512 x = _mm512_mul_ps(_mm512_load_ps(row + c * 2 * Tile), _mm512_set1_ps(inverse));
                _mm256_mask_storeu_epi16(out + r * p.out_strides.token + c * 16, mask16(p.value_width - c * 16), (__m256i)_mm512_cvtneps_pbh(x));
            }
            if (p.offsets != nullptr) {
                p.inverses[pair * p.queries + first + r] = inverse;
                p.offsets[pair * p.queries + first + r] = inverse == 0 ? 0 : offsets[r];
            }
        }
    }
}

} // namespace

const Kernel amx = {
    [](const Problem& p) { return Layout(p).bytes(); },
    [](const Problem& p) { return (p.queries + Rows - 1) / Rows; },
    pack,
    run,
    [](const Problem&) { return int64_t{1}; },
    nullptr,
    amx_backward,
    nullptr,
};

} // namespace eg::attention
