// The gradient of a convolution's weights by products of tiles. Included by one file for each kind of processor, which brings the arithmetic:
//   Element; Group, pictures of a tile;
//   pack(corner, pitch, pictures, channels, turned, tile): a pixel of pictures that are `pitch` elements apart;
//   multiply(left, left_below, right, right_beside, right_step, count, sums): four tiles of sums += over `count` places, left tiles one after the other;
//   store(sums, out, stride, rows, columns): a tile of sums rounded into the result.
#pragma once

#include "weight_gradient.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace eg::weight_gradient {
namespace {

constexpr int64_t Run = 8; // places of a row that are multiplied at once: two tiles of channels for each stay in the first-level cache
constexpr int64_t StretchElements = 1024; // of a picture that are packed at once

template <class Arithmetic> void pack_all(const Source& s, bool turned, char* packed, int64_t begin, int64_t end) {
    using Element = typename Arithmetic::Element;
    // The same pixel of many pictures is in few places of the caches too: a stretch of each picture is brought together first.
    const int64_t tiles = divided(s.channels, 16), most = std::max<int64_t>(1, StretchElements / s.channels), pitch = most * s.channels + 32;
    auto* together = static_cast<Element*>(std::malloc(static_cast<size_t>(Arithmetic::Group * pitch) * sizeof(Element)));
    const int64_t row_elements = s.width * s.channels, picture = s.rows * row_elements;
    for (int64_t at = begin; at < end; at++) {
        const int64_t first = at / s.rows * Arithmetic::Group, pictures = std::min(Arithmetic::Group, s.pictures - first);
        for (int64_t x = 0; x < s.width; x += most) {
            const int64_t count = std::min(most, s.width - x);
            const Element* from = static_cast<const Element*>(s.data) + first * picture + at % s.rows * row_elements + x * s.channels;
            for (int64_t e = 0; e < pictures; e++) std::memcpy(together + e * pitch, from + e * picture, static_cast<size_t>(count * s.channels) * sizeof(Element));
            for (int64_t c = 0; c < tiles; c++)
                for (int64_t i = 0; i < count; i++)
                    Arithmetic::pack(together + i * s.channels + c * 16, pitch, pictures, std::min<int64_t>(16, s.channels - c * 16), turned,
                        packed + ((at * tiles + c) * s.width + x + i) * TileBytes);
        }
    }
    std::free(together);
}

template <class Arithmetic> void task(const Problem& p, int64_t first_channel, int64_t first_output, char* sums) {
    using Element = typename Arithmetic::Element;
    const int64_t channel_tiles = divided(p.channels, 16), output_tiles = divided(p.outputs, 16);
    const int64_t last_channel = std::min(channel_tiles, first_channel + p.channel_block), last_output = std::min(output_tiles, first_output + p.output_block);
    const int64_t channel_pairs = divided(last_channel - first_channel, 2), output_pairs = divided(last_output - first_output, 2);
    const int64_t taps = p.kernel * p.kernel;
    std::memset(sums, 0, static_cast<size_t>(taps * channel_pairs * output_pairs * 4 * TileBytes));
    for (int64_t g = 0; g < p.groups; g++)
        for (int64_t y = 0; y < p.out_height; y++)
            for (int64_t x = 0; x < p.out_width; x += Run)
                for (int64_t tap = 0; tap < taps; tap++) {
                    // What a tap reads beyond the picture is zero: those places are left out.
                    const int64_t down = tap / p.kernel - p.padding, right = tap % p.kernel - p.padding, in_y = y * p.stride + down;
                    if (in_y < 0 || in_y >= p.height) continue;
                    int64_t begin = x, end = std::min(x + Run, p.out_width);
                    while (begin < end && begin * p.stride + right < 0) begin++;
                    while (end > begin && (end - 1) * p.stride + right >= p.width) end--;
                    if (begin == end) continue;
                    const char* inputs = p.inputs + ((g * p.height + in_y) * channel_tiles * p.width + begin * p.stride + right) * TileBytes;
                    const char* gradients = p.gradients + ((g * p.out_height + y) * output_tiles * p.out_width + begin) * TileBytes;
                    for (int64_t c = 0; c < channel_pairs; c++) {
                        const int64_t channel = first_channel + 2 * c, beside = std::min(channel + 1, last_channel - 1);
                        for (int64_t o = 0; o < output_pairs; o++) {
                            const int64_t output = first_output + 2 * o, below = std::min(output + 1, last_output - 1);
                            Arithmetic::multiply(gradients + output * p.out_width * TileBytes, gradients + below * p.out_width * TileBytes,
                                inputs + channel * p.width * TileBytes, inputs + beside * p.width * TileBytes, p.stride * TileBytes, end - begin,
                                sums + ((tap * channel_pairs + c) * output_pairs + o) * 4 * TileBytes);
                        }
                    }
                }
    asm volatile("" ::: "memory"); // tile stores do not tell the compiler that they write
    for (int64_t tap = 0; tap < taps; tap++)
        for (int64_t c = 0; c < channel_pairs; c++)
            for (int64_t o = 0; o < output_pairs; o++)
                for (int64_t i = 0; i < 4; i++) {
                    const int64_t output = first_output + 2 * o + i / 2, channel = first_channel + 2 * c + i % 2;
                    if (output >= last_output || channel >= last_channel) continue;
                    const char* tile = sums + (((tap * channel_pairs + c) * output_pairs + o) * 4 + i) * TileBytes;
                    Element* out = static_cast<Element*>(p.out) + (output * 16 * taps + tap) * p.channels + channel * 16;
                    Arithmetic::store(tile, out, taps * p.channels, std::min<int64_t>(16, p.outputs - output * 16), std::min<int64_t>(16, p.channels - channel * 16));
                }
}

template <class Arithmetic> void run_all(const Problem& p, int64_t begin, int64_t end) {
    const int64_t output_blocks = divided(divided(p.outputs, 16), p.output_block);
    auto* sums = static_cast<char*>(std::aligned_alloc(64, static_cast<size_t>(p.kernel * p.kernel * p.channel_block * p.output_block * TileBytes)));
    for (int64_t at = begin; at < end; at++) task<Arithmetic>(p, at / output_blocks * p.channel_block, at % output_blocks * p.output_block, sums);
    std::free(sums);
}

} // namespace
} // namespace eg::weight_gradient
