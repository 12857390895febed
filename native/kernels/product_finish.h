// What is done with the sums of a product on their way to the result, for every kernel. Included by one file for each kind of processor.
#pragma once

#include "product.h"
#include "vector.h"

namespace eg::product {
namespace {

static_assert(TileColumns % Lanes == 0);

alignas(64) constexpr float NoBias[TileColumns] = {};

// The first output of half a pair.
inline int64_t column_of(int64_t pair, int64_t half, int64_t outputs, bool gated) {
    return gated ? half * (outputs / 2) + pair * TileColumns : pair * PairColumns + half * TileColumns;
}
inline int64_t columns_of(int64_t pair, int64_t half, int64_t outputs, bool gated) {
    const int64_t left = (gated ? (half + 1) * (outputs / 2) : outputs) - column_of(pair, half, outputs, gated);
    return left < 0 ? 0 : left < TileColumns ? left : TileColumns;
}

template <After What> inline Vector activate(Vector x) {
    switch (What) {
    case After::Silu: return x * sigmoid(x);
    case After::Gelu: return x * normal(x).distribution;
    case After::GeluTanh: return x * sigmoid(1.59576912160573071176f * (x + 0.044715f * x * x * x)); // tanh(u) = 2 sigmoid(2u) - 1
    case After::QuickGelu: return x * sigmoid(1.702f * x);
    default: return x;
    }
}

// 32 rows of sums, two tiles of 16 rows by two of columns, that become rows of the result. With tiles of AMX they are finished a few at a time while the next
// products are under way: tiles and vectors have units of their own, but the processor looks only some hundred instructions ahead.
template <class T> struct Pending {
    const Problem* problem;
    const char* sums = nullptr;
    int64_t first_row, next = 0, rows = 0;
    int64_t column[2], columns[2];
    bool plain = false; // whole tiles of columns, rows in their order

    // Of plain rows, beside what the problem says, so that nothing is read anew for each.
    const float* bias[2];
    T* out;
    const T* residual;
    int64_t out_stride, residual_stride;

    void start(const Problem& p, int64_t pair, int64_t first, int64_t count, const char* from) {
        problem = &p;
        sums = from;
        first_row = first;
        next = 0;
        rows = count;
        for (int64_t h = 0; h < 2; h++) {
            column[h] = column_of(pair, h, p.weights.outputs, p.weights.gated);
            columns[h] = columns_of(pair, h, p.weights.outputs, p.weights.gated);
        }
        if (p.rows == nullptr && p.row_count - first < rows) rows = p.row_count - first;
        plain = p.rows == nullptr && p.row_bias == nullptr && columns[0] == TileColumns && columns[1] == TileColumns && !(p.weights.gated && p.residual != nullptr);
        if (!plain) return;
        for (int64_t h = 0; h < 2; h++) bias[h] = p.bias == nullptr ? NoBias : p.bias + column[h];
        out = static_cast<T*>(p.out) + first * p.out_stride + column[0];
        residual = p.residual == nullptr ? nullptr : static_cast<const T*>(p.residual) + first * p.residual_stride + column[0];
        out_stride = p.out_stride;
        residual_stride = p.residual_stride;
    }

    template <After What> inline void finish(int64_t count) {
        const int64_t end = next + count < rows ? next + count : rows;
        if (plain) {
            for (; next < end; next++) plain_row<What>(next);
        } else {
            for (; next < end; next++) row<What>(next);
        }
    }

    inline const float* sums_of(int64_t r, int64_t half) const { return reinterpret_cast<const float*>(sums + (r / 16 * 2 + half) * TileBytes) + r % 16 * TileColumns; }

    template <After What> inline void plain_row(int64_t r) {
        T* to = out + r * out_stride;
        for (int64_t i = 0; i < TileColumns; i += Lanes) {
            const Vector a = load(sums_of(r, 0) + i) + load(bias[0] + i), b = load(sums_of(r, 1) + i) + load(bias[1] + i);
            if (What == After::Geglu) {
                store(to + i, a * b * normal(b).distribution);
            } else if (residual != nullptr) {
                const T* added = residual + r * residual_stride + i;
                store(to + i, activate<What>(a) + load(added));
                store(to + TileColumns + i, activate<What>(b) + load(added + TileColumns));
            } else {
                store(to + i, activate<What>(a));
                store(to + TileColumns + i, activate<What>(b));
            }
        }
    }

    template <After What> inline void row(int64_t r) {
        constexpr bool gated = What == After::Geglu;
        const Problem& p = *problem;
        const int64_t at = p.rows == nullptr ? first_row + r : p.rows[first_row + r];
        if (at < 0 || at >= p.row_count) return;
        T* out = static_cast<T*>(p.out) + at * p.out_stride;
        for (int64_t i = 0; i < TileColumns; i += Lanes) {
            Vector x[2];
            for (int64_t h = 0; h < 2; h++) x[h] = load(sums_of(r, h) + i) + (p.bias == nullptr ? Vector{} : part(p.bias + column[h], i, columns[h]));
            if (gated) x[0] = x[0] * x[1] * normal(x[1]).distribution;
            for (int64_t h = 0; h < (gated ? 1 : 2); h++) {
                if (i >= columns[h]) continue;
                if (p.row_bias != nullptr) x[h] += part(p.row_bias + at / p.row_group * p.weights.outputs + column[h], i, columns[h]);
                if (!gated) x[h] = activate<What>(x[h]);
                if (p.residual != nullptr) x[h] += read(static_cast<const T*>(p.residual) + at * p.residual_stride + column[h], i, columns[h]);
                write(out + column[h], i, columns[h], x[h]);
            }
        }
    }

    static inline Vector part(const float* from, int64_t i, int64_t count) { return i < count ? read(from, i, count) : Vector{}; }
};

// Calls body.template operator()<What>(), so that what is done afterwards is compiled in.
#define EG_FOR_AFTER(what, call)                                         \
    switch (what) {                                                      \
    case After::Nothing: return call<After::Nothing>(p, begin, end);     \
    case After::Silu: return call<After::Silu>(p, begin, end);           \
    case After::Gelu: return call<After::Gelu>(p, begin, end);           \
    case After::GeluTanh: return call<After::GeluTanh>(p, begin, end);   \
    case After::QuickGelu: return call<After::QuickGelu>(p, begin, end); \
    case After::Geglu: return call<After::Geglu>(p, begin, end);         \
    }

} // namespace
} // namespace eg::product
