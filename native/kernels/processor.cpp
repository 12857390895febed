#include "processor.h"
#include "../bridge.h"

#include <algorithm>
#include <atomic>

#if defined(__x86_64__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace eg {
namespace {

Level find() {
#if defined(__x86_64__) && defined(EG_X86_KERNELS)
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return Level::Plain;
    for (const bool has : {__builtin_cpu_supports("avx512f"), __builtin_cpu_supports("avx512bw"), __builtin_cpu_supports("avx512vl"), __builtin_cpu_supports("avx512dq")})
        if (!has) return Level::Avx2;
    unsigned a, b, c, d;
    constexpr unsigned Avx512Bf16 = 1u << 5, AmxTile = 1u << 24, AmxBf16 = 1u << 22;
    if (!__get_cpuid_count(7, 1, &a, &b, &c, &d) || (a & Avx512Bf16) == 0) return Level::Avx512;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (d & AmxTile) == 0 || (d & AmxBf16) == 0) return Level::Avx512Bf16;
    // Linux gives a process the tiles' 8 KB of state only where it asks for them.
    constexpr int RequestPermission = 0x1023, TileData = 18;
    return syscall(SYS_arch_prctl, RequestPermission, TileData) == 0 ? Level::Amx : Level::Avx512Bf16;
#else
    return Level::Plain;
#endif
}

std::atomic<int> limit{static_cast<int>(Level::Amx)};

} // namespace

Level highest_level() {
    static const Level found = find();
    return found;
}

Level level() { return std::min(highest_level(), static_cast<Level>(limit.load(std::memory_order_relaxed))); }

void limit_level(Level most) { limit = static_cast<int>(most); }

} // namespace eg

int32_t eg_highest_kernel_level(void) { return static_cast<int32_t>(eg::highest_level()); }

void eg_limit_kernels(int32_t level) { eg::limit_level(static_cast<eg::Level>(level)); }
