// The gradient of attention in vectors. Everything stands on its side, keys by queries, as in the forward pass:
//
//   Pᵀ = 2^(k qᵀ scale + mask - offset) / sum     dv = Pᵀ do
//   dSᵀ = Pᵀ (v doᵀ - rows of do · o)             dk = dSᵀ q scale     dqᵀ = kᵀ dSᵀ scale
#pragma once

#include "attention_words.h"
#include "scratch.h"

namespace eg::attention {
namespace {

constexpr int64_t KeySide = 48, QuerySide = 32; // of a block

// Few heads are shared out among threads by parts of their keys. By the problem, not by the threads: sums are the same on every machine.
inline int64_t key_parts(const Problem& p) {
    constexpr int64_t Parts = 16;
    const int64_t blocks = (p.keys + KeySide - 1) / KeySide, wanted = Parts / (p.batch * p.heads);
    return wanted < 2 ? 1 : wanted < blocks ? wanted : blocks;
}
inline int64_t part_floats(const Problem& p) { return (p.queries + QuerySide - 1) / QuerySide * QuerySide * padded(p.width); }

template <class W, class T> class Backward {
public:
    Backward(const Problem& problem, const Gradient& gradient)
        : p(problem),
          g(gradient),
          query_blocks((p.queries + QuerySide - 1) / QuerySide),
          width(padded(p.width)),
          value_width(padded(p.value_width)),
          scratch(bytes()) {
        q_across = scratch.floats(queries() * width);
        o_across = scratch.floats(queries() * value_width);
        q_joined = scratch.floats(queries() * width);
        o_joined = scratch.floats(queries() * value_width);
        own_sums = scratch.floats(queries() * width);
        offsets = scratch.floats(queries());
        inverses = scratch.floats(queries());
        products = scratch.floats(queries());
        k_rows = scratch.floats(KeySide * width);
        v_rows = scratch.floats(KeySide * value_width);
        k_joined = W::Numbers == 1 ? k_rows : scratch.floats(KeySide * width);
        k_sums = scratch.floats(KeySide * width);
        v_sums = scratch.floats(KeySide * value_width);
        weights = scratch.floats(KeySide * QuerySide);
        gradients = scratch.floats(KeySide * QuerySide);
        gradients_joined = W::Numbers == 1 ? gradients : scratch.floats(KeySide * QuerySide);
        turned = scratch.floats(KeySide * QuerySide);
    }

    void run(int64_t pair, int64_t part, int64_t parts) {
        q_sums = parts == 1 ? own_sums : g.parts + (pair * parts + part) * part_floats(p);
        pack(pair);
        const int64_t blocks = (p.keys + KeySide - 1) / KeySide;
        for (int64_t block = blocks * part / parts; block < blocks * (part + 1) / parts; block++) {
            const int64_t from = block * KeySide;
            run_keys(pair, from, p.keys - from < KeySide ? p.keys - from : KeySide);
        }
        if (parts == 1) write_queries(p, g, pair, q_sums);
    }

    // The queries' gradient from its sums, (elements, queries) for each block of queries.
    static void write_queries(const Problem& p, const Gradient& g, int64_t pair, const float* sums) {
        float scales[QuerySide];
        for (float& scale : scales) scale = p.scale;
        T* dq = const_cast<T*>(head_of<T>(g.q_gradient, g.q_gradient_strides, p, pair));
        for (int64_t first = 0; first < p.queries; first += QuerySide) {
            const int64_t rows = p.queries - first < QuerySide ? p.queries - first : QuerySide, stride = g.q_gradient_strides.token;
            unpack_across({sums + first * padded(p.width), QuerySide}, scales, dq + first * stride, stride, rows, p.width);
        }
    }

private:
    const Problem& p;
    const Gradient& g;
    const int64_t query_blocks, width, value_width;
    Scratch scratch;
    // Of all queries, block by block: q and do across the lanes and row by row, what becomes of q, and three numbers a query.
    float *q_across, *o_across, *q_joined, *o_joined, *own_sums, *q_sums, *offsets, *inverses, *products;
    float *k_rows, *v_rows, *k_joined, *k_sums, *v_sums;    // of a block of keys
    float *weights, *gradients, *gradients_joined, *turned; // keys by queries

    int64_t queries() const { return query_blocks * QuerySide; }

    int64_t bytes() const {
        return 4 * (queries() * (3 * width + 2 * value_width + 3) + KeySide * (3 * width + 2 * value_width + 4 * QuerySide)) + 17 * 64;
    }

    void pack(int64_t pair) {
        const int64_t qs = p.q_strides.token, gs = g.out_gradient_strides.token, os = p.out_strides.token;
        const T *q = head_of<T>(p.q, p.q_strides, p, pair), *out = head_of<T>(p.out, p.out_strides, p, pair),
                *given = head_of<T>(g.out_gradient, g.out_gradient_strides, p, pair);
        for (int64_t first = 0; first < queries(); first += QuerySide) {
            const int64_t rows = p.queries - first < QuerySide ? p.queries - first : QuerySide;
            pack_across<W>(q + first * qs, qs, rows, QuerySide, p.width, {q_across + first * width, QuerySide});
            pack_across<W>(given + first * gs, gs, rows, QuerySide, p.value_width, {o_across + first * value_width, QuerySide});
            pack_joined<W>(q + first * qs, qs, rows, p.width, {q_joined + first * width, width});
            pack_joined<W>(given + first * gs, gs, rows, p.value_width, {o_joined + first * value_width, value_width});
            // No words stand for queries beyond the last, whose weights are zero; but zero times what happens to lie there might be no
            // number.
            for (int64_t r = words_of<W>(rows); r < QuerySide / W::Numbers; r++) {
                std::memset(q_joined + first * width + r * width, 0, static_cast<size_t>(width) * 4);
                std::memset(o_joined + first * value_width + r * value_width, 0, static_cast<size_t>(value_width) * 4);
            }
            for (int64_t r = 0; r < QuerySide; r++) {
                const int64_t i = first + r, query = pair * p.queries + i;
                offsets[i] = r < rows ? p.offsets[query] : 0;
                inverses[i] = r < rows ? p.inverses[query] : 0;
                Vector product{};
                for (int64_t c = 0; r < rows && c < p.value_width; c += Lanes)
                    product += read(out + i * os, c, p.value_width) * read(given + i * gs, c, p.value_width);
                products[i] = sum(product);
            }
        }
        std::memset(q_sums, 0, static_cast<size_t>(queries() * width) * 4);
    }

    void run_keys(int64_t pair, int64_t from, int64_t count) {
        const int64_t ks = p.k_strides.token, vs = p.v_strides.token;
        const T* k = head_of<T>(p.k, p.k_strides, p, pair) + from * ks;
        pack_rows<W>(k, ks, count, p.width, {k_rows, width});
        if constexpr (W::Numbers > 1) pack_joined<W>(k, ks, count, p.width, {k_joined, width});
        pack_rows<W>(head_of<T>(p.v, p.v_strides, p, pair) + from * vs, vs, count, p.value_width, {v_rows, value_width});
        bool start = true;
        for (int64_t first = 0; first < queries(); first += QuerySide) {
            const Place at{pair, first, p.queries - first < QuerySide ? p.queries - first : QuerySide, QuerySide, from, count};
            if (p.causal && first + at.rows - 1 + ahead(p) < from) continue; // sees none of these keys
            add(at, start);
            start = false;
        }
        T* dk = const_cast<T*>(head_of<T>(g.k_gradient, g.k_gradient_strides, p, pair)) + from * g.k_gradient_strides.token;
        T* dv = const_cast<T*>(head_of<T>(g.v_gradient, g.v_gradient_strides, p, pair)) + from * g.v_gradient_strides.token;
        unpack_rows({k_sums, width}, start ? 0 : p.scale, dk, g.k_gradient_strides.token, count, p.width);
        unpack_rows({v_sums, value_width}, start ? 0 : 1, dv, g.v_gradient_strides.token, count, p.value_width);
    }

    // What a block of queries and a block of keys have to do with each other.
    void add(const Place& at, bool start) {
        const int64_t block = at.first;
        multiply<W, false>(
            at.count, QuerySide, {k_rows, width}, {q_across + block * width, QuerySide}, {weights, QuerySide}, words_of<W>(p.width), true);
        multiply<W, false>(at.count, QuerySide, {v_rows, value_width}, {o_across + block * value_width, QuerySide}, {gradients, QuerySide},
            words_of<W>(p.value_width), true);
        const bool hiding = is_hiding(p, at);
        if (hiding) hide(p, at, {weights, QuerySide}, turned);
        differentiate(at, hiding ? 1 : p.scale * Log2E);
        multiply<W, false>(at.count, value_width, {weights, QuerySide}, {o_joined + block * value_width, value_width},
            {v_sums, value_width}, QuerySide / W::Numbers, start);
        multiply<W, false>(
            at.count, width, {gradients, QuerySide}, {q_joined + block * width, width}, {k_sums, width}, QuerySide / W::Numbers, start);
        multiply<W, true>(p.width, QuerySide, {k_joined, width}, {gradients_joined, QuerySide}, {q_sums + block * width, QuerySide},
            words_of<W>(at.count), false);
    }

    // Scores become weights, and the weights' gradients the scores', each in its place; those of two keys are joined as well where words
    // are pairs.
    void differentiate(const Place& at, float scale) {
        for (int64_t j = 0; j < at.count; j += W::Numbers) {
            if constexpr (W::Numbers == 1) {
                for (int64_t c = 0; c < QuerySide; c += Lanes) {
                    const auto both = differentiate(at, scale, j, c);
                    store(weights + j * QuerySide + c, both.weight);
                    store(gradients + j * QuerySide + c, both.gradient);
                }
            } else {
                Both both[W::Numbers][QuerySide / Lanes];
                for (int64_t i = 0; i < W::Numbers; i++)
                    for (int64_t c = 0; c < QuerySide / Lanes; c++)
                        both[i][c] = j + i < at.count ? differentiate(at, scale, j + i, c * Lanes) : Both{};
                for (int64_t i = 0; i < W::Numbers && j + i < at.count; i++) {
                    store(weights + (j + i) * QuerySide, W::narrow(both[i][0].weight, both[i][1].weight));
                    store(gradients + (j + i) * QuerySide, W::narrow(both[i][0].gradient, both[i][1].gradient));
                }
                for (int64_t c = 0; c < QuerySide / Lanes; c++)
                    store(gradients_joined + j / W::Numbers * QuerySide + c * Lanes, W::joined(both[0][c].gradient, both[1][c].gradient));
            }
        }
    }

    struct Both {
        Vector weight, gradient;
    };

    Both differentiate(const Place& at, float scale, int64_t j, int64_t c) {
        const int64_t query = at.first + c;
        const Vector weight = W::weight(load(weights + j * QuerySide + c) * scale - load(offsets + query)) * load(inverses + query);
        return {weight, weight * (load(gradients + j * QuerySide + c) - load(products + query))};
    }

    static void unpack_rows(Side from, float scale, T* rows, int64_t stride, int64_t count, int64_t width) {
        for (int64_t r = 0; r < count; r++)
            for (int64_t c = 0; c < width; c += Lanes)
                write(rows + r * stride, c, width, scale == 0 ? Vector{} : load(from.words + r * from.step + c) * scale);
    }
};

template <class W, class T> void backward(const Problem& p, const Gradient& g, int64_t begin, int64_t end) {
    const FlushToZero flush;
    Backward<W, T> backward(p, g);
    const int64_t parts = key_parts(p);
    for (int64_t at = begin; at < end; at++) backward.run(at / parts, at % parts, parts);
}

template <class W, class T> void add_parts(const Problem& p, const Gradient& g, int64_t begin, int64_t end) {
    const int64_t parts = key_parts(p), floats = part_floats(p);
    for (int64_t pair = begin; pair < end; pair++) {
        float* sums = g.parts + pair * parts * floats;
        for (int64_t part = 1; part < parts; part++)
            for (int64_t i = 0; i < floats; i += Lanes) store(sums + i, load(sums + i) + load(sums + part * floats + i));
        Backward<W, T>::write_queries(p, g, pair, sums);
    }
}

} // namespace
} // namespace eg::attention
