// Products of attention in vectors. Queries lie across the lanes and scores stand on their side, keys by queries: the softmax of a query is
// taken in a lane of its own, keys and values are read number by number as they lie, and no width needs padding.
//
// Products run over words of 32 bits: a float32 each, or, where the processor multiplies bf16, a pair of those.
#pragma once

#include "attention.h"
#include "vector.h"
#if defined(__AVX512BF16__)
#include "bf16.h"
#endif

#include <utility>

namespace eg::attention {
namespace {

// f(0), f(1), ... without a loop: GCC keeps an array in registers only where no loop runs over it.
template <class F, int... I> inline __attribute__((always_inline)) void each(F f, std::integer_sequence<int, I...>) {
    (f(std::integral_constant<int, I>()), ...);
}
template <int Count, class F> inline __attribute__((always_inline)) void each(F f) { each(f, std::make_integer_sequence<int, Count>()); }

// ---- A product's right-hand side and sums stand in registers: so many sums at once.
#if defined(__AVX512F__)
constexpr int Sums = 24; // of 32 registers
#elif defined(__AVX2__)
constexpr int Sums = 12; // of 16
#else
constexpr int Sums = 8;
#endif
constexpr int most_rows(int columns) { return columns == 1 ? Sums / 2 : Sums / columns; }

inline Vector broadcast(const float* word) {
#if defined(__AVX512F__)
    return (Vector)_mm512_set1_ps(*word);
#elif defined(__AVX2__)
    return (Vector)_mm256_broadcast_ss(word);
#else
    return all(*word);
#endif
}

// Every word is a number.
struct Single {
    static constexpr int64_t Numbers = 1;

    static Vector add_product(Vector sum, Vector left, Vector right) { return sum + left * right; }
    static Vector weight(Vector t) { return exp2(t); }

    // Words [at, at + Lanes) of a row of so many numbers, zeros beyond.
    template <class T> static Vector words(const T* row, int64_t at, int64_t width) {
        return at + Lanes <= width ? load(row + at) : at < width ? load_some(row + at, width - at) : Vector{};
    }
    // Words of two rows side by side: here there is but one.
    template <class T> static Vector joined(const T* even, const T*, int64_t at, int64_t width) { return words(even, at, width); }
};

#if defined(__AVX512BF16__)
// Every word is a pair of bf16, whose products are summed in float32.
struct Pair {
    static constexpr int64_t Numbers = 2;

    static Vector add_product(Vector sum, Vector left, Vector right) {
        return (Vector)_mm512_dpbf16_ps((__m512)sum, (__m512bh)left, (__m512bh)right);
    }

    // Rough: it's rounded to bf16.
    static Vector weight(Vector t) { return (Vector)rough_exp2((__m512)t); }

    static Vector words(const Bf16* row, int64_t at, int64_t width) {
        return (Vector)_mm512_maskz_loadu_epi16(mask32(width - 2 * at), row + 2 * at);
    }
    static Vector joined(const Bf16* even, const Bf16* odd, int64_t at, int64_t width) {
        const auto some = mask16(width - at);
        const __m256i low = _mm256_maskz_loadu_epi16(some, even + at);
        const __m256i high = odd == nullptr ? _mm256_setzero_si256() : _mm256_maskz_loadu_epi16(some, odd + at);
        return (Vector)interleave(_mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1));
    }
    // Numbers of two vectors, one after the other.
    static Vector narrow(Vector first, Vector second) { return (Vector)_mm512_cvtne2ps_pbh((__m512)second, (__m512)first); }
    static Vector joined(Vector even, Vector odd) {
        return (Vector)interleave((__m512i)_mm512_cvtne2ps_pbh((__m512)odd, (__m512)even));
    }
};
#endif

inline int64_t padded(int64_t elements) { return (elements + Lanes - 1) / Lanes * Lanes; }
template <class W> int64_t words_of(int64_t numbers) { return (numbers + W::Numbers - 1) / W::Numbers; }

// ---- sums (rows x columns) = or += left (rows x depth) · right (depth x columns), where columns are whole vectors. The left-hand side
// lies with its depth along a row, or, Down, with its rows next to each other.
struct Side {
    const float* words;
    int64_t step;
};
struct Sheet {
    float* words;
    int64_t step;
};

template <class W, bool Down, int Rows, int Columns> void multiply_tile(Side left, Side right, Sheet sums, int64_t depth, bool start) {
    Vector acc[Rows][Columns] = {};
    if (!start)
        each<Rows * Columns>(
            [&](auto i) { acc[i / Columns][i % Columns] = load(sums.words + i / Columns * sums.step + i % Columns * Lanes); });
    const float *l = left.words, *rows = right.words;
    for (int64_t d = 0; d < depth; d++) {
        Vector b[Columns];
        each<Columns>([&](auto c) { b[c] = load(rows + c * Lanes); });
        each<Rows>([&](auto r) {
            const Vector a = broadcast(Down ? l + r : l + r * left.step);
            each<Columns>([&](auto c) { acc[r][c] = W::add_product(acc[r][c], a, b[c]); });
        });
        rows += right.step;
        l += Down ? left.step : 1;
    }
    each<Rows * Columns>([&](auto i) { store(sums.words + i / Columns * sums.step + i % Columns * Lanes, acc[i / Columns][i % Columns]); });
}

template <class W, bool Down, int Columns, int Rows = most_rows(Columns)>
inline void multiply_rows(int64_t rows, Side left, Side right, Sheet sums, int64_t depth, bool start) {
    if constexpr (Rows > 1) {
        if (rows < Rows) return multiply_rows<W, Down, Columns, Rows - 1>(rows, left, right, sums, depth, start);
    }
    multiply_tile<W, Down, Rows, Columns>(left, right, sums, depth, start);
}

// Rows are shared out evenly, since few sums wait for one another.
template <class W, bool Down, int Columns>
inline void multiply_columns(int64_t rows, Side left, Side right, Sheet sums, int64_t depth, bool start) {
    const auto tiles = static_cast<uint32_t>(rows + most_rows(Columns) - 1) / most_rows(Columns);
    const uint32_t few = static_cast<uint32_t>(rows) / tiles, more = static_cast<uint32_t>(rows) % tiles; // so many tiles have a row more
    for (uint32_t t = 0; t < tiles; t++) {
        const int64_t some = few + (t < more);
        multiply_rows<W, Down, Columns>(some, left, right, sums, depth, start);
        left.words += some * (Down ? 1 : left.step);
        sums.words += some * sums.step;
    }
}

template <class W, bool Down> void multiply(int64_t rows, int64_t columns, Side left, Side right, Sheet sums, int64_t depth, bool start) {
    int64_t c = 0;
    if (columns / Lanes % 2 == 1 && columns > Lanes) {
        multiply_columns<W, Down, 3>(rows, left, right, sums, depth, start);
        c = 3 * Lanes;
    }
    for (; c + 2 * Lanes <= columns; c += 2 * Lanes)
        multiply_columns<W, Down, 2>(rows, left, {right.words + c, right.step}, {sums.words + c, sums.step}, depth, start);
    if (c < columns) multiply_columns<W, Down, 1>(rows, left, {right.words + c, right.step}, {sums.words + c, sums.step}, depth, start);
}

// ---- Turning: Lanes vectors over their diagonal.
template <int Step> inline void exchange(Vector& a, Vector& b) {
    Integers low, high;
    each<Lanes>([&](auto i) {
        low[+i] = (i & Step) != 0 ? i - Step + Lanes : +i;
        high[+i] = (i & Step) != 0 ? i + Lanes : i + Step;
    });
    const Vector first = __builtin_shuffle(a, b, low), second = __builtin_shuffle(a, b, high);
    a = first;
    b = second;
}
template <int Step = 1> inline void turn(Vector (&rows)[Lanes]) {
    each<Lanes>([&](auto i) {
        if constexpr ((i & Step) == 0) exchange<Step>(rows[i], rows[i + Step]);
    });
    if constexpr (2 * Step < Lanes) turn<2 * Step>(rows);
}

// ---- Packing. `T` is what the tensors hold.

// Rows of words as they are: [row][word], zeros in the words beyond the width.
template <class W, class T> void pack_rows(const T* rows, int64_t stride, int64_t count, int64_t width, Sheet to) {
    for (int64_t r = 0; r < count; r++)
        for (int64_t at = 0; at < to.step; at += Lanes) store(to.words + r * to.step + at, W::words(rows + r * stride, at, width));
}

// Rows joined to words: [words of rows][number].
template <class W, class T> void pack_joined(const T* rows, int64_t stride, int64_t count, int64_t width, Sheet to) {
    for (int64_t r = 0; r < count; r += W::Numbers) {
        const T *even = rows + r * stride, *odd = r + 1 < count ? even + stride : nullptr;
        for (int64_t at = 0; at < to.step; at += Lanes) store(to.words + r / W::Numbers * to.step + at, W::joined(even, odd, at, width));
    }
}

// Rows across the lanes: [word][row]; zeros for the rows from `count` to `lanes`.
template <class W, class T> void pack_across(const T* rows, int64_t stride, int64_t count, int64_t lanes, int64_t width, Sheet to) {
    const int64_t words = words_of<W>(width);
    for (int64_t first = 0; first < lanes; first += Lanes)
        for (int64_t at = 0; at < words; at += Lanes) {
            Vector v[Lanes];
            each<Lanes>([&](auto i) { v[i] = first + i < count ? W::words(rows + (first + i) * stride, at, width) : Vector{}; });
            turn(v);
            each<Lanes>([&](auto i) {
                if (at + i < words) store(to.words + (at + i) * to.step + first, v[i]);
            });
        }
}

// The way back: numbers [number][row], each row times its factor, as rows.
template <class T> void unpack_across(Side from, const float* factors, T* rows, int64_t stride, int64_t count, int64_t width) {
    for (int64_t first = 0; first < count; first += Lanes)
        for (int64_t at = 0; at < width; at += Lanes) {
            Vector v[Lanes];
            const Vector factor = load(factors + first);
            each<Lanes>([&](auto i) { v[i] = at + i < width ? load(from.words + (at + i) * from.step + first) * factor : Vector{}; });
            turn(v);
            each<Lanes>([&](auto i) {
                if (first + i < count) write(rows + (first + i) * stride, at, width, v[i]);
            });
        }
}

template <class T> const T* head_of(const void* data, const Strides& s, const Problem& p, int64_t pair) {
    return static_cast<const T*>(data) + pair / p.heads * s.batch + pair % p.heads * s.head;
}

// ---- What the forward pass and the gradient do to scores before they are weighed.

// Scores of keys [from, from + count) for the queries [first, first + lanes) on their side.
struct Place {
    int64_t pair, first, rows, lanes, from, count;
};

inline int64_t ahead(const Problem& p) { return p.keys - p.queries; }

// Whether some of the queries may not see some of the keys, or see them less.
inline bool is_hiding(const Problem& p, const Place& at) {
    return p.mask != nullptr || (p.causal && at.from + at.count - 1 > at.first + ahead(p));
}

// Scores times the scale and with the mask, in powers of two; minus infinity where a key isn't seen. `turned` holds (count, lanes).
inline void hide(const Problem& p, const Place& at, Sheet scores, float* turned) {
    const Vector scale = all(p.scale * Log2E), nothing = all(-__builtin_inff());
    const float* mask = nullptr;
    if (p.mask != nullptr) {
        mask = p.mask + at.pair / p.heads * p.mask_strides.batch + at.pair % p.heads * p.mask_strides.head + at.first * p.mask_strides.token
               + at.from;
        if (p.mask_strides.token != 0) pack_across<Single>(mask, p.mask_strides.token, at.rows, at.lanes, at.count, {turned, at.lanes});
    }
    Integers lane;
    for (int i = 0; i < Lanes; i++) lane[i] = i;
    for (int64_t j = 0; j < at.count; j++)
        for (int64_t c = 0; c < at.lanes; c += Lanes) {
            float* place = scores.words + j * scores.step + c;
            Vector t = load(place) * scale;
            if (mask != nullptr) {
                const Vector m = p.mask_strides.token != 0 ? load(turned + j * at.lanes + c) : all(mask[j]);
                t += larger(all(Never / 2), m) * Log2E; // NaN stays
            }
            if (p.causal) {
                const auto last =
                    static_cast<int32_t>(at.from + j - ahead(p) - at.first - c); // lanes before it are those of queries before the key
                t = select(lane < last, nothing, t);
            }
            store(place, t);
        }
}

} // namespace
} // namespace eg::attention
