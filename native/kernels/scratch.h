// What a kernel needs while it runs: memory of its own, and a processor that doesn't stumble over tiny numbers.
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <cstdint>
#include <cstdlib>

namespace eg {
namespace {

// Numbers too small for full precision are zero: each would cost a hundred cycles.
class FlushToZero {
public:
#if defined(__x86_64__)
    FlushToZero() : before(_mm_getcsr()) { _mm_setcsr(before | 0x8040); }
    ~FlushToZero() { _mm_setcsr(before); }
#else
    FlushToZero() {}
    ~FlushToZero() {}
#endif
    FlushToZero(const FlushToZero&) = delete;
    FlushToZero& operator=(const FlushToZero&) = delete;

private:
    unsigned before = 0;
};

// Pieces of one block of memory, each at a multiple of 64 bytes.
class Scratch {
public:
    explicit Scratch(int64_t bytes)
        : memory(static_cast<char*>(std::aligned_alloc(4096, static_cast<size_t>((bytes + 4095) / 4096 * 4096)))) {}
    ~Scratch() { std::free(memory); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    char* take(int64_t bytes) {
        auto* piece = memory + used;
        used += padded(bytes);
        return piece;
    }
    float* floats(int64_t count) { return reinterpret_cast<float*>(take(count * 4)); }

    static int64_t padded(int64_t bytes) { return (bytes + 63) / 64 * 64; }

private:
    char* memory;
    int64_t used = 0;
};

} // namespace
} // namespace eg
