// What stands between the products of a network: norms and gated activations, each in one or two passes over memory.
// As with attention, the files that hold the kernels include nothing of libtorch.
#pragma once

#include "element.h"

namespace eg::pointwise {

// Rows of `width` elements that lie one after the other; weight and bias are null for none.
struct Rows {
    Element element;
    const void* x;
    void* out;
    const float *weight, *bias;
    int64_t width;
    float epsilon;
    bool centred; // layer norm takes the mean off, RMS norm does not
};

struct RowsGradient {
    const void* out_gradient;
    void* x_gradient;
    float *weight_gradient, *bias_gradient; // sums are added to these; null for none
};

// (batch, pixels, channels): channels-last, or (batch, channels, pixels) where not.
struct Groups {
    Element element;
    const void* x;
    void* out;
    const float *weight, *bias; // of each channel, or null
    int64_t batch, channels, pixels, groups;
    float epsilon;
    bool channels_last, silu;
};

struct GroupsGradient {
    const void* out_gradient;
    void* x_gradient;
};

// One step of AdamW on weights in float32 (Loshchilov and Hutter 2019, algorithm 2).
struct AdamW {
    float *weight, *mean, *square;
    const float* gradient;
    float beta1, beta2, epsilon;
    float kept;  // of a weight after its decay
    float step;  // the learning rate over what the mean falls short by
    float scale; // 1 over the root of what the mean of squares falls short by
};

struct Kernel {
    void (*norm)(const Rows&, int64_t begin, int64_t end);
    void (*norm_backward)(const Rows&, const RowsGradient&, int64_t begin, int64_t end);

    // Channels-last: adds what pixels [begin, end) of a picture give to two sums a channel, of x - pivot and its square.
    void (*channel_sums)(const Groups&, int64_t picture, int64_t begin, int64_t end, const float* pivots, float* sums);
    // Channels-last: out = silu(x * scale + shift), or without silu.
    void (*channel_scale)(const Groups&, int64_t picture, int64_t begin, int64_t end, const float* scales, const float* shifts);
    // Channels-last: adds the sums over pixels of dz and of dz * x, where dz is the gradient of x * scale + shift.
    void (*gradient_sums)(const Groups&, const GroupsGradient&, int64_t picture, int64_t begin, int64_t end, const float* scales, const float* shifts, float* sums);
    // Channels-last: dx = dz * scale + x * slope + offset.
    void (*gradient_scale)(const Groups&, const GroupsGradient&, int64_t picture, int64_t begin, int64_t end, const float* scales, const float* shifts,
        const float* slopes, const float* offsets);
    // Channels first: groups [begin, end) of all pictures, from end to end.
    void (*group_norm)(const Groups&, int64_t begin, int64_t end);

    // a gelu(b), of rows (a, b) of twice the width.
    void (*geglu)(Element, const void* x, void* out, int64_t width, int64_t begin, int64_t end);
    void (*geglu_backward)(Element, const void* x, const void* out_gradient, void* x_gradient, int64_t width, int64_t begin, int64_t end);

    void (*adamw)(const AdamW&, int64_t begin, int64_t end);
};

extern const Kernel avx512bf16, avx512, avx2, plain;

} // namespace eg::pointwise
