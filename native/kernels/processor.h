// Which of the kernels this processor can run.
#pragma once

namespace eg {

// Each has what those before it have. A processor with the tiles of AMX multiplies bf16 in vectors too.
enum class Level : int { Plain = 0, Avx2 = 1, Avx512 = 2, Avx512Bf16 = 3, Amx = 4 };

// What the processor and the operating system allow.
Level highest_level();

// What runs: the highest, or less where limit_level() was told so.
Level level();
void limit_level(Level most);

} // namespace eg
