// Vectors of float32 of the widest kind that a file is compiled for, by the compiler's own extension: one source serves every processor.
// Everything is local to the file that includes this, since other files are compiled for other instructions.
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#endif

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
// b where one of them isn't a number.
inline Vector larger(Vector a, Vector b) {
#if defined(__AVX512F__)
    return (Vector)_mm512_max_ps((__m512)a, (__m512)b);
#elif defined(__AVX2__)
    return (Vector)_mm256_max_ps((__m256)a, (__m256)b);
#else
    return select(a > b, a, b);
#endif
}
inline bool any_above(Vector a, Vector b) {
#if defined(__AVX512F__)
    return _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_GT_OQ) != 0;
#elif defined(__AVX2__)
    return _mm256_movemask_ps(_mm256_cmp_ps((__m256)a, (__m256)b, _CMP_GT_OQ)) != 0;
#else
    const Integers above = a > b;
    int32_t some = 0;
    for (int i = 0; i < Lanes; i++) some |= above[i];
    return some != 0;
#endif
}

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

// The nearer of x and the two bounds; NaN stays.
inline Vector clamp(Vector x, float low, float high) {
#if defined(__AVX512F__)
    return (Vector)_mm512_min_ps(_mm512_set1_ps(high), _mm512_max_ps(_mm512_set1_ps(low), (__m512)x));
#else
    return select(x > high, all(high), select(x < low, all(low), x));
#endif
}

// 2^t for t at most 127, to 1e-7 of its value; 0 below 2^-126, or what is left of it.
inline Vector exp2(Vector t) {
#if defined(__AVX512F__)
    const auto f = (Vector)_mm512_reduce_ps((__m512)t, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); // 0 of an infinity; NaN stays
#else
    constexpr float Magic = 12582912 + 127; // adding it rounds to whole numbers, and leaves the exponent of 2^t in the lowest bits: that of zero for -127
    t = larger(all(-127), t); // NaN stays
    const Vector shifted = t + Magic;
    const Vector f = t - (shifted - Magic);
#endif
    Vector p = all(1.5345779143e-04f);
    p = p * f + 1.3399930787e-03f;
    p = p * f + 9.6184890601e-03f;
    p = p * f + 5.5503287787e-02f;
    p = p * f + 2.4022646890e-01f;
    p = p * f + 6.9314720574e-01f;
    p = p * f + 1.0f;
#if defined(__AVX512F__)
    return (Vector)_mm512_scalef_ps((__m512)p, (__m512)(t - f));
#else
    return p * (Vector)((Integers)shifted << 23);
#endif
}

// ---- Elements of the types that networks are stored in.
struct Bf16 {
    uint16_t bits;
};
using Half = _Float16;

inline float to_float(float x) { return x; }
inline float to_float(Half x) { return static_cast<float>(x); }
inline float to_float(Bf16 x) {
    const uint32_t bits = static_cast<uint32_t>(x.bits) << 16;
    float value;
    std::memcpy(&value, &bits, 4);
    return value;
}
inline void from_float(float x, float& to) { to = x; }
inline void from_float(float x, Half& to) { to = static_cast<Half>(x); }
inline void from_float(float x, Bf16& to) {
    uint32_t bits;
    std::memcpy(&bits, &x, 4);
    to.bits = x != x ? 0x7fc0 : static_cast<uint16_t>((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

template <class T> inline Vector load(const T* at) {
    Vector x;
    for (int i = 0; i < Lanes; i++) x[i] = to_float(at[i]);
    return x;
}
template <class T> inline void store(T* at, Vector x) {
    for (int i = 0; i < Lanes; i++) from_float(x[i], at[i]);
}
#if defined(__AVX512F__)
template <> inline Vector load(const Bf16* at) {
    return (Vector)_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at))), 16);
}
template <> inline Vector load(const Half* at) { return (Vector)_mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at))); }
template <> inline void store(Half* at, Vector x) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(at), _mm512_cvtps_ph((__m512)x, _MM_FROUND_TO_NEAREST_INT)); }
#elif defined(__AVX2__)
template <> inline Vector load(const Bf16* at) {
    return (Vector)_mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at))), 16);
}
template <> inline Vector load(const Half* at) { return (Vector)_mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at))); }
template <> inline void store(Half* at, Vector x) { _mm_storeu_si128(reinterpret_cast<__m128i*>(at), _mm256_cvtps_ph((__m256)x, _MM_FROUND_TO_NEAREST_INT)); }
#endif
#if defined(__AVX512BF16__)
template <> inline void store(Bf16* at, Vector x) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(at), (__m256i)_mm512_cvtneps_pbh((__m512)x)); }
#elif defined(__AVX512F__)
template <> inline void store(Bf16* at, Vector x) {
    const auto bits = (__m512i)x;
    const auto even = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
    const auto rounded = _mm512_srli_epi32(_mm512_add_epi32(_mm512_add_epi32(bits, _mm512_set1_epi32(0x7fff)), even), 16);
    const auto nan = _mm512_cmp_ps_mask((__m512)x, (__m512)x, _CMP_UNORD_Q);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(at), _mm512_cvtepi32_epi16(_mm512_mask_mov_epi32(rounded, nan, _mm512_set1_epi32(0x7fc0))));
}
#endif

// The first `count` lanes, fewer than all; the others are 0 or not written.
template <class T> inline Vector load_some(const T* at, int64_t count) {
    Vector x{};
    for (int64_t i = 0; i < count; i++) x[i] = to_float(at[i]);
    return x;
}
template <class T> inline void store_some(T* at, Vector x, int64_t count) {
    for (int64_t i = 0; i < count; i++) from_float(x[i], at[i]);
}

template <class T> inline Vector read(const T* row, int64_t i, int64_t width) { return i + Lanes <= width ? load(row + i) : load_some(row + i, width - i); }
template <class T> inline void write(T* row, int64_t i, int64_t width, Vector x) {
    if (i + Lanes <= width) store(row + i, x);
    else store_some(row + i, x, width - i);
}
// Zero in the lanes beyond the width.
inline Vector only(Vector x, int64_t i, int64_t width) {
    if (i + Lanes <= width) return x;
    for (int64_t lane = width - i; lane < Lanes; lane++) x[lane] = 0;
    return x;
}

// ---- Functions, to about 1e-7 of their value.
inline Vector reciprocal(Vector x) {
#if defined(__AVX512F__)
    const auto r = (Vector)_mm512_rcp14_ps((__m512)x);
    return r * (2.0f - x * r);
#else
    return 1.0f / x;
#endif
}

// exp of what is clamped so that the result and its reciprocal are numbers.
inline Vector bounded_exp(Vector x) {
    constexpr float log2e = 1.44269504088896340736f;
    return exp2(clamp(x * log2e, -126, 126));
}

inline Vector sigmoid(Vector x) { return reciprocal(1.0f + bounded_exp(-x)); }

// Φ(x) = (1 + erf(x/√2)) / 2 and φ(x), the normal distribution. Abramowitz and Stegun 7.1.26, absolute error 0.75e-7.
struct Normal {
    Vector distribution, density;
};
inline Normal normal(Vector x) {
    const Vector magnitude = (Vector)((Integers)x & 0x7fffffff);
    const Vector e = bounded_exp(x * x * -0.5f); // √(2π) φ
    const Vector t = reciprocal(1.0f + magnitude * (0.3275911f * 0.70710678118654752440f));
    Vector p = all(1.061405429f);
    p = p * t - 1.453152027f;
    p = p * t + 1.421413741f;
    p = p * t - 0.284496736f;
    p = p * t + 0.254829592f;
    const Vector tail = p * t * e * 0.5f; // 1 - Φ(|x|)
    return {select(x < 0.0f, tail, 1.0f - tail), e * 0.39894228040143267794f};
}

} // namespace
} // namespace eg
