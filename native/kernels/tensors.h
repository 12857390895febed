// What the operators ask of tensors. For files compiled with libtorch's headers.
#pragma once

#include "element.h"

#include <ATen/core/Tensor.h>
#include <torch/version.h>

#include <algorithm>

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
#include <optional>
namespace eg {
template <class T> using Maybe = std::optional<T>;
constexpr auto Nothing = std::nullopt;
} // namespace eg
#else
#include <c10/util/Optional.h>
namespace eg {
template <class T> using Maybe = c10::optional<T>;
constexpr auto Nothing = c10::nullopt;
} // namespace eg
#endif

namespace eg {

inline bool has_element(const at::Tensor& tensor) {
    return tensor.scalar_type() == at::kFloat || tensor.scalar_type() == at::kHalf || tensor.scalar_type() == at::kBFloat16;
}

inline Element element_of(const at::Tensor& tensor) {
    switch (tensor.scalar_type()) {
    case at::kFloat: return Element::Float32;
    case at::kHalf: return Element::Float16;
    case at::kBFloat16: return Element::BFloat16;
    default: TORCH_CHECK(false, "takes float32, float16 and bfloat16, got ", tensor.scalar_type());
    }
}

// Pieces are handed to a thread by so many that starting it is worth while.
inline int64_t grain(int64_t work_of_a_piece, int64_t worth_a_thread) { return std::max<int64_t>(1, worth_a_thread / std::max<int64_t>(1, work_of_a_piece)); }

} // namespace eg
