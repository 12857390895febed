#pragma once

#include <cstdint>

namespace eg {

// What the kernels read and write; they compute in float32.
enum class Element : int32_t { Float32, Float16, BFloat16 };

} // namespace eg
