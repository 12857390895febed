// The products of tiles in vectors. Included by one file for each kind of processor without tiles.
#pragma once

#include "multiply_vectors.h"
#include "weight_gradient_tasks.h"

namespace eg::weight_gradient {
namespace {

inline void multiply_tiles(const char* left, const char* left_below, const char* right, const char* right_beside, int64_t right_step, int64_t count, char* sums) {
    static constexpr int32_t places[Run] = {0, 1024, 2048, 3072, 4096, 5120, 6144, 7168};
    Operands operands{left, product::StepBytes, places, count, {right, right_beside}, right_step};
    multiply(operands, reinterpret_cast<float*>(sums), false);
    operands.rows = left_below;
    multiply(operands, reinterpret_cast<float*>(sums + 2 * TileBytes), false);
}

} // namespace
} // namespace eg::weight_gradient
