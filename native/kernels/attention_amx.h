// What attention in matrix tiles has in common, forward and backward.
#pragma once

#include "amx.h"
#include "attention.h"

namespace eg::attention {
namespace {

constexpr int64_t Chunk = 32; // keys of a step, and elements of a tile's row

inline int64_t chunks(int64_t elements) { return (elements + 31) / 32; }

inline const bf16* head_of(const void* data, const Strides& s, const Problem& p, int64_t pair) {
    return static_cast<const bf16*>(data) + pair / p.heads * s.batch + pair % p.heads * s.head;
}

} // namespace

// Without a mask.
void amx_backward(const Problem&, const Gradient&, int64_t begin, int64_t end);

} // namespace eg::attention
