// Vectors of float32 of the widest kind that a file is compiled for, by the compiler's own extension: one source serves every processor.
// Everything is local to the file that includes this, since other files are compiled for other instructions.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace eg {
namespace {

#if defined(__AVX512F__)
constexpr int Lanes = 16, TileRows = 12; // 12 x 2 sums and their operands in 32 registers
#elif defined(__AVX2__)
constexpr int Lanes = 8, TileRows = 6; // 6 x 2 in 16
#else
constexpr int Lanes = 4, TileRows = 4;
#endif

typedef float Vector __attribute__((vector_size(Lanes * 4)));
typedef int32_t Integers __attribute__((vector_size(Lanes * 4)));

inline Vector all(float x) { return x - Vector{}; } // keeps -0
inline Vector load(const float* at) {
    Vector x;
    std::memcpy(&x, at, sizeof x);
    return x;
}
inline void store(float* at, Vector x) { std::memcpy(at, &x, sizeof x); }
inline Vector select(Integers which, Vector yes, Vector no) { return which ? yes : no; }
inline Vector larger(Vector a, Vector b) { return select(a > b, a, b); }

inline float sum(Vector x) {
    float total = 0;
    for (int i = 0; i < Lanes; i++) total += x[i];
    return total;
}
inline float largest(Vector x) {
    float most = x[0];
    for (int i = 1; i < Lanes; i++) most = x[i] > most ? x[i] : most;
    return most;
}

// 2^t for t at most 127, to 1e-7 of its value; 0 below 2^-126.
inline Vector exp2(Vector t) {
    constexpr float Magic = 12582912; // adding it rounds to whole numbers
    const Vector clamped = select(t < -127.0f, all(-127), t); // NaN stays
    const Vector shifted = clamped + Magic;
    const Vector f = clamped - (shifted - Magic);
    Vector p = all(1.5345779143e-04f);
    p = p * f + 1.3399930787e-03f;
    p = p * f + 9.6184890601e-03f;
    p = p * f + 5.5503287787e-02f;
    p = p * f + 2.4022646890e-01f;
    p = p * f + 6.9314720574e-01f;
    p = p * f + 1.0f;
    const Integers whole = (Integers)shifted - 0x4b400000;
    const Vector power = (Vector)((whole + 127) << 23); // 0 for 2^-127
    return select(t < -126.5f, Vector{}, p * power);
}

inline float to_float(float x) { return x; }
inline float to_float(_Float16 x) { return static_cast<float>(x); }
struct Bf16 {
    uint16_t bits;
};
inline float to_float(Bf16 x) {
    const uint32_t bits = static_cast<uint32_t>(x.bits) << 16;
    float value;
    std::memcpy(&value, &bits, 4);
    return value;
}
inline void from_float(float x, float& to) { to = x; }
inline void from_float(float x, _Float16& to) { to = static_cast<_Float16>(x); }
inline void from_float(float x, Bf16& to) {
    uint32_t bits;
    std::memcpy(&bits, &x, 4);
    to.bits = x != x ? 0x7fc0 : static_cast<uint16_t>((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

} // namespace
} // namespace eg
