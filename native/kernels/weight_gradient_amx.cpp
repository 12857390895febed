#include "amx.h"
#include "weight_gradient.h"

#include <algorithm>
#include <cstring>

namespace eg::weight_gradient {
namespace {

constexpr int64_t Run = 8; // places of a row that are multiplied at once: two tiles of channels for each stay in the first-level cache
constexpr int64_t SumBytes = 640 << 10;  // of a task, in the second-level cache beside a row of inputs and gradients
constexpr int64_t StretchElements = 1024; // of a picture that are packed at once

int64_t divided(int64_t a, int64_t b) { return (a + b - 1) / b; }

// Four tiles of sums += gradients · inputs over `count` places.
void multiply(const char* left, const char* left_below, const char* right, const char* right_beside, int64_t right_step, int64_t count, char* sums) {
    _tile_loadd(0, sums, 64);
    _tile_loadd(1, sums + Tile, 64);
    _tile_loadd(2, sums + 2 * Tile, 64);
    _tile_loadd(3, sums + 3 * Tile, 64);
    for (int64_t i = 0; i < count; i++) {
        _tile_loadd(4, left + i * Tile, 64);
        _tile_loadd(6, right + i * right_step, 64);
        _tile_dpbf16ps(0, 4, 6);
        _tile_loadd(7, right_beside + i * right_step, 64);
        _tile_dpbf16ps(1, 4, 7);
        _tile_loadd(5, left_below + i * Tile, 64);
        _tile_dpbf16ps(2, 5, 6);
        _tile_dpbf16ps(3, 5, 7);
    }
    _tile_stored(0, sums, 64);
    _tile_stored(1, sums + Tile, 64);
    _tile_stored(2, sums + 2 * Tile, 64);
    _tile_stored(3, sums + 3 * Tile, 64);
}

// 16 x 16 sums rounded into the result.
void store(const char* sums, uint16_t* out, int64_t stride, int64_t rows, int64_t columns) {
    const auto valid = mask16(columns);
    for (int64_t r = 0; r < rows; r++)
        _mm256_mask_storeu_epi16(out + r * stride, valid, (__m256i)_mm512_cvtneps_pbh(_mm512_load_ps(sums + r * 64)));
}

void task(const Problem& p, int64_t first_channel, int64_t first_output, char* sums) {
    const int64_t channel_tiles = divided(p.channels, 16), output_tiles = divided(p.outputs, 16);
    const int64_t last_channel = std::min(channel_tiles, first_channel + p.channel_block), last_output = std::min(output_tiles, first_output + p.output_block);
    const int64_t channel_pairs = divided(last_channel - first_channel, 2), output_pairs = divided(last_output - first_output, 2);
    const int64_t taps = p.kernel * p.kernel;
    std::memset(sums, 0, static_cast<size_t>(taps * channel_pairs * output_pairs * 4 * Tile));
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
                    const char* inputs = p.inputs + ((g * p.height + in_y) * channel_tiles * p.width + begin * p.stride + right) * Tile;
                    const char* gradients = p.gradients + ((g * p.out_height + y) * output_tiles * p.out_width + begin) * Tile;
                    for (int64_t c = 0; c < channel_pairs; c++) {
                        const int64_t channel = first_channel + 2 * c, beside = std::min(channel + 1, last_channel - 1);
                        for (int64_t o = 0; o < output_pairs; o++) {
                            const int64_t output = first_output + 2 * o, below = std::min(output + 1, last_output - 1);
                            multiply(gradients + output * p.out_width * Tile, gradients + below * p.out_width * Tile, inputs + channel * p.width * Tile, inputs + beside * p.width * Tile,
                                p.stride * Tile, end - begin, sums + ((tap * channel_pairs + c) * output_pairs + o) * 4 * Tile);
                        }
                    }
                }
    written();
    for (int64_t tap = 0; tap < taps; tap++)
        for (int64_t c = 0; c < channel_pairs; c++)
            for (int64_t o = 0; o < output_pairs; o++)
                for (int64_t i = 0; i < 4; i++) {
                    const int64_t output = first_output + 2 * o + i / 2, channel = first_channel + 2 * c + i % 2;
                    if (output >= last_output || channel >= last_channel) continue;
                    store(sums + (((tap * channel_pairs + c) * output_pairs + o) * 4 + i) * Tile, p.out + (output * 16 * taps + tap) * p.channels + channel * 16,
                        taps * p.channels, std::min<int64_t>(16, p.outputs - output * 16), p.channels - channel * 16);
                }
}

} // namespace

int64_t packed_bytes(const Source& s) { return divided(s.channels, 16) * s.groups * s.rows * s.width * Tile; }

void pack(const Source& s, bool turned, char* packed, int64_t begin, int64_t end) {
    // The same pixel of 32 pictures is in few places of the caches too: a stretch of each picture is brought together first.
    const int64_t tiles = divided(s.channels, 16), most = std::max<int64_t>(1, StretchElements / s.channels), pitch = most * s.channels + 32;
    Scratch scratch(Group * pitch * 2);
    auto* together = reinterpret_cast<bf16*>(scratch.take(Group * pitch * 2));
    for (int64_t at = begin; at < end; at++) {
        const int64_t group = at / s.rows, examples = std::min(Group, s.examples - group * Group);
        for (int64_t x = 0; x < s.width; x += most) {
            const int64_t count = std::min(most, s.width - x);
            const uint16_t* from = s.data + group * s.group_stride + at % s.rows * s.row_stride + x * s.channels;
            for (int64_t e = 0; e < examples; e++) std::memcpy(together + e * pitch, from + e * s.example_stride, static_cast<size_t>(count * s.channels * 2));
            for (int64_t c = 0; c < tiles; c++)
                for (int64_t i = 0; i < count; i++) {
                    char* tile = packed + ((at * tiles + c) * s.width + x + i) * Tile;
                    const auto* corner = together + i * s.channels + c * 16;
                    if (turned) pack_columns(corner, pitch, examples, s.channels - c * 16, tile);
                    else pack_pairs(corner, pitch, examples, s.channels - c * 16, tile);
                }
        }
    }
}

void plan(Problem& p, int threads) {
    const int64_t channel_tiles = divided(p.channels, 16), output_tiles = divided(p.outputs, 16), most = std::max<int64_t>(4, SumBytes / (p.kernel * p.kernel * Tile));
    p.output_block = std::min(divided(output_tiles, 2) * 2, std::max<int64_t>(2, most / 2 / 2 * 2));
    p.channel_block = std::min(divided(channel_tiles, 2) * 2, std::max<int64_t>(2, most / p.output_block / 2 * 2));
    // As many tasks for each thread.
    while (tasks(p) < threads && p.channel_block > 2) p.channel_block = divided(p.channel_block, 4) * 2;
    while (tasks(p) < threads && p.output_block > 2) p.output_block = divided(p.output_block, 4) * 2;
}

int64_t tasks(const Problem& p) { return divided(divided(p.channels, 16), p.channel_block) * divided(divided(p.outputs, 16), p.output_block); }

void run(const Problem& p, int64_t begin, int64_t end) {
    const Tiles tiles;
    const FlushToZero flush;
    const int64_t output_blocks = divided(divided(p.outputs, 16), p.output_block);
    Scratch scratch(p.kernel * p.kernel * p.channel_block * p.output_block * Tile);
    char* sums = scratch.take(p.kernel * p.kernel * p.channel_block * p.output_block * Tile);
    for (int64_t at = begin; at < end; at++) task(p, at / output_blocks * p.channel_block, at % output_blocks * p.output_block, sums);
}

} // namespace eg::weight_gradient
