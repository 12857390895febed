// Attention in one pass over the keys: softmax(q kᵀ · scale + mask) v with a running maximum, so that no more than a block of scores
// stands in memory (Milakov and Gimelshein 2018; Dao et al. 2022).
//
// The files beside this one hold the kernel for one kind of processor each and include nothing of libtorch: they are compiled for
// instructions that the rest must not use.
#pragma once

#include "element.h"

namespace eg::attention {

constexpr float Log2E = 1.44269504088896340736f;

// Any finite number as a mask's "never": far below every score, yet the difference of two of them is zero, so that a query that may see
// nothing gives the mean of the values and not NaN.
constexpr float Never = -1e38f;

struct Strides {
    int64_t batch, head, token; // in elements; the last dimension is dense
};

struct Problem {
    const void *q, *k, *v;
    void* out;
    // Of each query (B, heads, T), what was taken off its scores, in powers of two, and one over the sum of its weights, 0 where it sees no
    // key: by these a gradient finds the weights again. Apart, since a logarithm of both would lose the sum beside a large offset. Or null.
    float *offsets, *inverses;
    const float* mask; // added to the scores; null: none
    int64_t batch, heads, queries, keys;
    int64_t width;       // of q and k
    int64_t value_width; // of v and out
    Strides q_strides, k_strides, v_strides, out_strides, mask_strides;
    float scale; // above zero
    bool causal; // a query sees the keys up to its own place, the last query all of them
    Element element;
};

// A gradient's inputs beside the problem's (of which `out` is read), all in the same element type, and what it gives.
struct Gradient {
    const void* out_gradient;
    float* parts; // what each part of the keys adds to the queries' gradient, as the kernel has it
    void *q_gradient, *k_gradient, *v_gradient;
    Strides out_gradient_strides, q_gradient_strides, k_gradient_strides, v_gradient_strides;
};

// A kernel works in two steps: it packs keys and values of the (batch, head) pairs [begin, end) as it wants them, then
// computes blocks of queries [begin, end), of which a pair has query_blocks(). Pieces of either step may run side by side.
struct Kernel {
    int64_t (*packed_bytes)(const Problem&); // of one (batch, head) pair; a multiple of 64
    int64_t (*query_blocks)(const Problem&); // of one (batch, head) pair
    void (*pack)(const Problem&, char* packed, int64_t begin, int64_t end);
    void (*run)(const Problem&, const char* packed, int64_t begin, int64_t end);
    // Gradients, in two steps too: of the parts [begin, end) of the keys, of which a pair has key_parts(); then, where those are several,
    // the sums over the parts of the (batch, head) pairs [begin, end).
    int64_t (*key_parts)(const Problem&);
    int64_t (*part_floats)(const Problem&);
    void (*backward)(const Problem&, const Gradient&, int64_t begin, int64_t end);
    void (*add_parts)(const Problem&, const Gradient&, int64_t begin, int64_t end);
};

extern const Kernel amx;        // bf16; AVX-512 with BF16 and AMX-BF16
extern const Kernel avx512bf16; // bf16; AVX-512 with BF16
extern const Kernel avx512;     // all element types, computes in float32
extern const Kernel avx2;       // the same; AVX2, FMA and F16C
extern const Kernel plain;      // the same; any processor

} // namespace eg::attention
