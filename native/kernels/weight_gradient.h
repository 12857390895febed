// Gradients of the weights of convolutions, in bf16 with matrix tiles: sums over pictures and pixels of what went in times the gradient of what came out.
#pragma once

#include <cstdint>

namespace eg::weight_gradient {

// What one product of tiles sums: the same pixel of 32 pictures, so that a neighbour is another tile and nothing moves within one.
constexpr int64_t Group = 32;

// Pictures by 32s: (groups, 32, rows, width, channels).
struct Source {
    const uint16_t* data;
    int64_t channels, groups, rows, width;
    int64_t group_stride, row_stride, example_stride; // elements
    int64_t examples;                                 // of all groups: the last may have fewer than 32
};

// Packed as right-hand tiles (pairs of examples side by side) or as left-hand ones (turned), in the order (groups, rows, 16s of channels, width): what is
// multiplied at once lies side by side, since tiles that are powers of two apart would drive each other out of the caches.
int64_t packed_bytes(const Source&);
void pack(const Source&, bool turned, char* packed, int64_t begin, int64_t end); // (group, row) pairs [begin, end)

struct Problem {
    const char *inputs, *gradients; // packed, right-hand and turned
    int64_t channels, outputs, groups;
    int64_t height, width, out_height, out_width;
    int64_t kernel, stride, padding;
    uint16_t* out; // (outputs, kernel, kernel, channels)
    int64_t channel_block; // 16s of channels of a task
    int64_t output_block;  // 16s of outputs of a task
};

void plan(Problem&, int threads);
int64_t tasks(const Problem&);
void run(const Problem&, int64_t begin, int64_t end);

} // namespace eg::weight_gradient
