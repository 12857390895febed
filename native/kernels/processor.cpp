#include "processor.h"
#include "tensors.h"

#include <torch/library.h>

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
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512vl") || !__builtin_cpu_supports("avx512dq"))
        return Level::Avx2;
    unsigned a, b, c, d;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return Level::Avx512;
    constexpr unsigned AmxTile = 1u << 24, AmxBf16 = 1u << 22, Avx512Bf16 = 1u << 5;
    const bool tiles = (d & AmxTile) != 0 && (d & AmxBf16) != 0;
    if (!__get_cpuid_count(7, 1, &a, &b, &c, &d) || (a & Avx512Bf16) == 0 || !tiles) return Level::Avx512;
    // Linux gives a process the tiles' 8 KB of state only where it asks for them.
    constexpr int RequestPermission = 0x1023, TileData = 18;
    return syscall(SYS_arch_prctl, RequestPermission, TileData) == 0 ? Level::Amx : Level::Avx512;
#else
    return Level::Plain;
#endif
}

std::atomic<int> limit{static_cast<int>(Level::Amx)};

} // namespace

Level level() {
    static const Level found = find();
    return std::min(found, static_cast<Level>(limit.load(std::memory_order_relaxed)));
}

void limit_level(Level most) { limit = static_cast<int>(most); }

TORCH_LIBRARY(emojigen, m) {
    m.def("kernel_level(int? limit=None) -> int", [](Maybe<int64_t> most) {
        if (most.has_value()) limit_level(static_cast<Level>(*most));
        return static_cast<int64_t>(level());
    });
}

} // namespace eg
