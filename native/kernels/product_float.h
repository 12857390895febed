// Products in float32. Included by one file for each kind of processor.
#pragma once

#include "product_vectors.h"

namespace eg::product {
namespace {

// Rows and columns of a tile of float32 alike.
constexpr int64_t Side = TileColumns;

inline float* tile_of(char* packed, int64_t tile) { return reinterpret_cast<float*>(packed + tile * TileBytes); }
inline const float* tile_of(const char* packed, int64_t tile) { return reinterpret_cast<const float*>(packed + tile * TileBytes); }

void pack(const void* plain, int64_t stride, const int32_t* columns, const Weights& w, char* packed, int64_t begin, int64_t end) {
    for (int64_t pair = begin; pair < end; pair++)
        for (int64_t s = 0; s < w.steps; s++)
            for (int64_t h = 0; h < 2; h++) {
                const auto* from = static_cast<const float*>(plain) + column_of(pair, h, w.outputs, w.gated) * stride + columns[s];
                const int64_t count = columns_of(pair, h, w.outputs, w.gated);
                float* to = tile_of(packed, (pair * w.steps + s) * 2 + h);
                for (int64_t i = 0; i < Side; i++)
                    for (int64_t o = 0; o < Side; o++) to[i * Side + o] = o < count ? from[o * stride + i] : 0;
            }
}

void unpack(void* plain, int64_t stride, const int32_t* columns, const Weights& w, int64_t begin, int64_t end) {
    for (int64_t pair = begin; pair < end; pair++)
        for (int64_t s = 0; s < w.steps; s++)
            for (int64_t h = 0; h < 2; h++) {
                auto* to = static_cast<float*>(plain) + column_of(pair, h, w.outputs, w.gated) * stride + columns[s];
                const int64_t count = columns_of(pair, h, w.outputs, w.gated);
                const float* from = tile_of(w.packed, (pair * w.steps + s) * 2 + h);
                for (int64_t o = 0; o < count; o++)
                    for (int64_t i = 0; i < Side; i++) to[o * stride + i] = from[i * Side + o];
            }
}

void turn(const Weights& w, const int64_t* to, char* turned, int64_t begin, int64_t end) {
    for (int64_t pair = begin; pair < end; pair++)
        for (int64_t s = 0; s < w.steps; s++) {
            // Of a square's four tiles, the outputs' half becomes the step and the step the half.
            const int64_t square = to[pair * (w.steps / 2) + s / 2];
            for (int64_t h = 0; h < 2; h++) {
                const float* from = tile_of(w.packed, (pair * w.steps + s) * 2 + h);
                float* into = tile_of(turned, (square * 2 + h) * 2 + s % 2);
                for (int64_t i = 0; i < Side; i++)
                    for (int64_t o = 0; o < Side; o++) into[o * Side + i] = from[i * Side + o];
            }
        }
}

template <After What> void run_float(const Problem& p, int64_t begin, int64_t end) { run_all<float, What>(p, begin, end); }

void run(const Problem& p, int64_t begin, int64_t end) { EG_FOR_AFTER(p.after, run_float) }

} // namespace
} // namespace eg::product
