// Which of the kernels this processor can run.
#pragma once

namespace eg {

enum class Level : int { Plain = 0, Avx2 = 1, Avx512 = 2, Amx = 3 };

// What the processor and the operating system allow, or less where limit_level() was told so.
Level level();

// Tests compare the kernels with one another by it.
void limit_level(Level most);

} // namespace eg
