// Gradients of the weights of convolutions: sums over pictures and pixels of what went in times the gradient of what came out.
#pragma once

#include <cstdint>

namespace eg::weight_gradient {

// Pictures in groups: (groups, of a group, rows, width, channels), the last group with fewer pictures where they do not fill it.
struct Source {
    const void* data;
    int64_t channels, pictures, rows, width;
};

struct Problem {
    const char *inputs, *gradients; // packed, right-hand and turned
    int64_t channels, outputs, groups;
    int64_t height, width, out_height, out_width;
    int64_t kernel, stride, padding;
    void* out; // (outputs, kernel, kernel, channels)
    int64_t channel_block; // 16s of channels of a task
    int64_t output_block;  // 16s of outputs of a task
};

// What a level has for one type of elements.
struct Kernel {
    // Pictures of a group: what one product of tiles of 16 words sums is the same pixel of so many, so that a neighbour is another tile and nothing moves within one.
    int64_t group;
    // Packs as right-hand tiles (a word of examples for 16 channels) or as left-hand ones (turned), in the order (groups, rows, 16s of channels, width): what is
    // multiplied at once lies side by side, since tiles that are powers of two apart would drive each other out of the caches. (group, row) pairs [begin, end).
    void (*pack)(const Source&, bool turned, char* packed, int64_t begin, int64_t end);
    // Tasks [begin, end): blocks of channels by blocks of outputs.
    void (*run)(const Problem&, int64_t begin, int64_t end);
};

extern const Kernel amx;        // bf16
extern const Kernel avx512bf16; // bf16
extern const Kernel avx512;     // float32
extern const Kernel avx2;       // float32

constexpr int64_t TileBytes = 1024;

inline int64_t divided(int64_t a, int64_t b) { return (a + b - 1) / b; }

} // namespace eg::weight_gradient
