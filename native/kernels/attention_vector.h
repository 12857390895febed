// Attention in vectors, for every processor: blocks of queries by blocks of keys, with a running maximum. Included, with the gradient, by
// one file for each kind of processor.
#pragma once

#include "attention_words.h"
#include "scratch.h"

namespace eg::attention {
namespace {

constexpr int64_t KeyBlock = 48;      // whole tiles of 6 and 12 rows
constexpr int64_t Across = 2 * Lanes; // queries whose scores are computed at once

// Queries for which a block of keys is packed: many, since packing takes an eighth of the time for 4 times those at once, unless few blocks
// would be left to share out among threads, or they would leave the second-level cache.
inline int64_t query_block(const Problem& p) {
    constexpr int64_t Blocks = 64, Bytes = 256 << 10;
    int64_t block = 16 * Across;
    const auto blocks = [&] { return p.batch * p.heads * ((p.queries + block - 1) / block); };
    while (block > 4 * Across && (blocks() < Blocks || block * (p.width + p.value_width) * 4 > Bytes)) block /= 2;
    return block;
}
inline int64_t query_blocks(const Problem& p) { return (p.queries + query_block(p) - 1) / query_block(p); }

// The running softmax of so many queries.
struct Softmax {
    float maxima[Across], totals[Across];
};

template <class W, class T> class Forward {
public:
    explicit Forward(const Problem& problem)
        : p(problem), block(query_block(p)), key_words(padded(words_of<W>(p.width))), value_words(padded(p.value_width)), scratch(bytes()) {
        keys = scratch.floats(KeyBlock * key_words);
        values = scratch.floats(KeyBlock * value_words);
        queries = scratch.floats(block * key_words);
        sums = scratch.floats(block * p.value_width);
        softmax = reinterpret_cast<Softmax*>(scratch.floats(2 * block));
        scores = scratch.floats(KeyBlock * Across);
        turned = scratch.floats(KeyBlock * Across);
    }

    void run(int64_t pair, int64_t first) {
        const int64_t rows = p.queries - first < block ? p.queries - first : block;
        const T* q = head_of<T>(p.q, p.q_strides, p, pair) + first * p.q_strides.token;
        for (int64_t i = 0; i < rows; i += Across)
            pack_across<W>(
                q + i * p.q_strides.token, p.q_strides.token, rows - i, lanes(rows - i), p.width, {queries + i * key_words, Across});

        int64_t end = p.keys;
        if (p.causal && first + rows + ahead(p) < end) end = first + rows + ahead(p); // the first that the last query doesn't see
        for (int64_t from = 0; from < end; from += KeyBlock) {
            const int64_t count = end - from < KeyBlock ? end - from : KeyBlock;
            pack_rows<W>(
                head_of<T>(p.k, p.k_strides, p, pair) + from * p.k_strides.token, p.k_strides.token, count, p.width, {keys, key_words});
            pack_joined<W>(head_of<T>(p.v, p.v_strides, p, pair) + from * p.v_strides.token, p.v_strides.token, count, p.value_width,
                {values, value_words});
            for (int64_t i = 0; i < rows; i += Across) {
                const Place at{pair, first + i, rows - i < Across ? rows - i : Across, lanes(rows - i), from, count};
                if (at.lanes == Lanes)
                    attend<1>(at, i);
                else
                    attend<2>(at, i);
            }
        }
        for (int64_t i = 0; i < rows; i += Across) finish(pair, first + i, rows - i < Across ? rows - i : Across, i, end <= 0);
    }

private:
    const Problem& p;
    const int64_t block, key_words, value_words;
    Scratch scratch;
    float *keys, *values, *queries, *sums, *scores, *turned;
    Softmax* softmax;

    int64_t bytes() const {
        return 4 * (KeyBlock * (key_words + value_words + 2 * Across) + block * (key_words + p.value_width + 2)) + 7 * 64;
    }

    static int64_t lanes(int64_t rows) { return rows <= Lanes ? Lanes : Across; }

    template <int Columns> void attend(const Place& at, int64_t i) {
        multiply_columns<W, false, Columns>(
            at.count, {keys, key_words}, {queries + i * key_words, Across}, {scores, Across}, words_of<W>(p.width), true);
        const bool hiding = is_hiding(p, at);
        if (hiding) hide(p, at, {scores, Across}, turned);
        float* out = sums + i * p.value_width;
        weigh<Columns>(at, hiding ? 1 : p.scale * Log2E, softmax[i / Across], out);
        multiply_columns<W, true, Columns>(
            p.value_width, {values, value_words}, {scores, Across}, {out, Across}, words_of<W>(at.count), at.from == 0);
    }

    // Scores become weights in their place.
    template <int Columns> void weigh(const Place& at, float scale, Softmax& s, float* out) {
        Vector most[2 * Columns]; // two chains
        each<2 * Columns>([&](auto i) { most[i] = all(-__builtin_inff()); });
        const auto larger_of = [&](int64_t j, int chain) __attribute__((always_inline)) {
            each<Columns>(
                [&](auto c) { most[chain * Columns + c] = larger(load(scores + j * Across + c * Lanes), most[chain * Columns + c]); });
        };
        int64_t j = 0;
        for (; j + 2 <= at.count; j += 2) each<2>([&](auto i) { larger_of(j + i, i); });
        if (j < at.count) larger_of(j, 0);
        Vector offset[Columns], total[Columns];
        each<Columns>([&](auto c) {
            const Vector before = at.from == 0 ? all(-__builtin_inff()) : load(s.maxima + c * Lanes);
            const Vector now = larger(larger(most[c], most[Columns + c]) * scale, before);
            offset[c] = larger(now, all(Never));
            total[c] = Vector{};
            store(s.maxima + c * Lanes, now);
            if (at.from > 0) {
                total[c] = load(s.totals + c * Lanes);
                if (any_above(now, before)) {
                    const Vector factor = W::weight(before - offset[c]);
                    total[c] *= factor;
                    for (int64_t i = 0; i < p.value_width; i++)
                        store(out + i * Across + c * Lanes, load(out + i * Across + c * Lanes) * factor);
                }
            }
        });
        const auto weight = [&](int64_t row, auto c) __attribute__((always_inline)) {
            const Vector w = W::weight(load(scores + row * Across + c * Lanes) * scale - offset[c]);
            total[c] += w;
            return w;
        };
        if constexpr (W::Numbers == 1) {
            for (j = 0; j < at.count; j++) each<Columns>([&](auto c) { store(scores + j * Across + c * Lanes, weight(j, c)); });
        } else {
            for (j = 0; j + 2 <= at.count; j += 2)
                each<Columns>([&](auto c) {
                    const Vector first = weight(j, c);
                    store(scores + j / 2 * Across + c * Lanes, W::joined(first, weight(j + 1, c)));
                });
            if (j < at.count) each<Columns>([&](auto c) { store(scores + j / 2 * Across + c * Lanes, W::joined(weight(j, c), Vector{})); });
        }
        each<Columns>([&](auto c) { store(s.totals + c * Lanes, total[c]); });
    }

    void finish(int64_t pair, int64_t first, int64_t rows, int64_t i, bool blind) {
        float* out = sums + i * p.value_width;
        float inverses[Across];
        const Softmax& s = softmax[i / Across];
        for (int64_t r = 0; r < Across; r++) {
            const float total = blind || r >= rows ? 0 : s.totals[r];
            inverses[r] = total > 0 || total != total ? 1 / total : 0;
        }
        if (blind) std::memset(out, 0, static_cast<size_t>(p.value_width * Across) * 4);
        unpack_across({out, Across}, inverses, const_cast<T*>(head_of<T>(p.out, p.out_strides, p, pair)) + first * p.out_strides.token,
            p.out_strides.token, rows, p.value_width);
        if (p.offsets == nullptr) return;
        for (int64_t r = 0; r < rows; r++) {
            const int64_t query = pair * p.queries + first + r;
            p.inverses[query] = inverses[r];
            p.offsets[query] = inverses[r] == 0 || s.maxima[r] < Never ? 0 : s.maxima[r];
        }
    }
};

template <class W, class T> void run(const Problem& p, const char*, int64_t begin, int64_t end) {
    const FlushToZero flush;
    Forward<W, T> forward(p);
    const int64_t blocks = query_blocks(p);
    for (int64_t at = begin; at < end; at++) forward.run(at / blocks, at % blocks * query_block(p));
}

} // namespace
} // namespace eg::attention
