// Attention in float32 with plain vectors, for every element type and processor: 48 queries by 128 keys a step.
// Included by one file for each kind of processor, which names the kernel by EG_KERNEL.
#include "attention.h"
#include "vector.h"

namespace eg::attention {
namespace {

constexpr int64_t Rows = 48; // divided by TileRows
constexpr int64_t KeyBlock = 128;
static_assert(Rows % TileRows == 0 && KeyBlock % (2 * Lanes) == 0);

int64_t padded(int64_t elements) { return (elements + Lanes - 1) / Lanes * Lanes; }

struct Layout {
    int64_t key_blocks, value_width, key_floats, value_floats;

    explicit Layout(const Problem& p)
        : key_blocks((p.keys + KeyBlock - 1) / KeyBlock), value_width(padded(p.value_width)), key_floats(key_blocks * KeyBlock * p.width),
          value_floats(key_blocks * KeyBlock * value_width) {}

    int64_t bytes() const { return (key_floats + value_floats + 15) / 16 * 64; }
};

// sums (rows x columns) = or += left (rows x depth) · right (depth x columns), where the columns are whole vectors.
template <int Columns> inline void multiply_tile(const float* left, int64_t left_stride, const float* right, int64_t right_stride, float* sums, int64_t stride, int64_t depth, bool start) {
    Vector acc[TileRows][Columns];
    for (int r = 0; r < TileRows; r++)
        for (int c = 0; c < Columns; c++) acc[r][c] = start ? Vector{} : load(sums + r * stride + c * Lanes);
    for (int64_t d = 0; d < depth; d++) {
        Vector b[Columns];
        for (int c = 0; c < Columns; c++) b[c] = load(right + d * right_stride + c * Lanes);
        for (int r = 0; r < TileRows; r++)
            for (int c = 0; c < Columns; c++) acc[r][c] += left[r * left_stride + d] * b[c];
    }
    for (int r = 0; r < TileRows; r++)
        for (int c = 0; c < Columns; c++) store(sums + r * stride + c * Lanes, acc[r][c]);
}

inline void multiply(const float* left, int64_t left_stride, const float* right, int64_t right_stride, float* sums, int64_t stride, int64_t columns, int64_t depth, bool start) {
    for (int64_t r = 0; r < Rows; r += TileRows) {
        int64_t c = 0;
        for (; c + 2 * Lanes <= columns; c += 2 * Lanes)
            multiply_tile<2>(left + r * left_stride, left_stride, right + c, right_stride, sums + r * stride + c, stride, depth, start);
        if (c < columns) multiply_tile<1>(left + r * left_stride, left_stride, right + c, right_stride, sums + r * stride + c, stride, depth, start);
    }
}

template <class T> const T* head_of(const void* data, const Strides& s, const Problem& p, int64_t pair) {
    return static_cast<const T*>(data) + pair / p.heads * s.batch + pair % p.heads * s.head;
}

template <class T> void pack(const Problem& p, char* packed, int64_t begin, int64_t end) {
    const Layout layout(p);
    for (int64_t pair = begin; pair < end; pair++) {
        auto* keys = reinterpret_cast<float*>(packed + pair * layout.bytes());
        auto* values = keys + layout.key_floats;
        const T* k = head_of<T>(p.k, p.k_strides, p, pair);
        const T* v = head_of<T>(p.v, p.v_strides, p, pair);
        for (int64_t j = 0; j < layout.key_blocks * KeyBlock; j++) {
            float* column = keys + j / KeyBlock * KeyBlock * p.width + j % KeyBlock;
            for (int64_t i = 0; i < p.width; i++) column[i * KeyBlock] = j < p.keys ? to_float(k[j * p.k_strides.token + i]) : 0;
            float* row = values + j * layout.value_width;
            for (int64_t i = 0; i < layout.value_width; i++) row[i] = j < p.keys && i < p.value_width ? to_float(v[j * p.v_strides.token + i]) : 0;
        }
    }
}

template <class T> void run(const Problem& p, const char* packed, int64_t begin, int64_t end) {
    const Layout layout(p);
    const int64_t blocks = (p.queries + Rows - 1) / Rows;
    const int64_t q_floats = Rows * p.width, sum_floats = Rows * layout.value_width;
    auto* scratch = static_cast<float*>(std::aligned_alloc(64, static_cast<size_t>((q_floats + sum_floats + Rows * (KeyBlock + 2)) * 4 + 63) / 64 * 64));
    float *q = scratch, *sums = q + q_floats, *scores = sums + sum_floats, *totals = scores + Rows * KeyBlock, *maxima = totals + Rows;

    for (int64_t at = begin; at < end; at++) {
        const int64_t pair = at / blocks, first = at % blocks * Rows, rows = p.queries - first < Rows ? p.queries - first : Rows;
        const auto* keys = reinterpret_cast<const float*>(packed + pair * layout.bytes());
        const float* values = keys + layout.key_floats;
        const T* given = head_of<T>(p.q, p.q_strides, p, pair) + first * p.q_strides.token;
        const float* mask = p.mask == nullptr ? nullptr : p.mask + pair / p.heads * p.mask_strides.batch + pair % p.heads * p.mask_strides.head + first * p.mask_strides.token;
        const float scale = p.scale * Log2E;
        for (int64_t r = 0; r < Rows; r++) {
            for (int64_t i = 0; i < p.width; i++) q[r * p.width + i] = r < rows ? to_float(given[r * p.q_strides.token + i]) * scale : 0;
            totals[r] = 0;
            maxima[r] = -__builtin_inff();
        }
        std::memset(sums, 0, static_cast<size_t>(sum_floats) * 4);
        for (int64_t block = 0; block < layout.key_blocks; block++) {
            const int64_t from = block * KeyBlock;
            int64_t count = p.keys - from < KeyBlock ? p.keys - from : KeyBlock;
            const int64_t ahead = p.keys - p.queries - from + 1;
            if (p.causal && first + rows - 1 + ahead < count) count = first + rows - 1 + ahead;
            if (count <= 0) break;
            const int64_t width = padded(count);
            multiply(q, p.width, keys + from * p.width, KeyBlock, scores, KeyBlock, width, p.width, true);
            for (int64_t r = 0; r < rows; r++) {
                float* row = scores + r * KeyBlock;
                int64_t seen = count;
                if (p.causal && first + r + ahead < seen) seen = first + r + ahead;
                if (mask != nullptr)
                    for (int64_t j = 0; j < seen; j++) {
                        const float m = mask[r * p.mask_strides.token + from + j];
                        row[j] += (m > Never / 2 ? m : Never / 2) * Log2E;
                    }
                for (int64_t j = seen > 0 ? seen : 0; j < width; j++) row[j] = -__builtin_inff();
                Vector most = all(maxima[r]);
                for (int64_t j = 0; j < width; j += Lanes) most = larger(load(row + j), most);
                const float now = largest(most), offset = now > Never ? now : Never;
                Vector total{};
                for (int64_t j = 0; j < width; j += Lanes) {
                    const Vector weight = exp2(load(row + j) - offset);
                    store(row + j, weight);
                    total += weight;
                }
                if (now > maxima[r]) {
                    const Vector factor = exp2(all(maxima[r]) - offset);
                    totals[r] *= factor[0];
                    float* at_row = sums + r * layout.value_width;
                    for (int64_t c = 0; c < layout.value_width; c += Lanes) store(at_row + c, load(at_row + c) * factor);
                    maxima[r] = now;
                }
                totals[r] += sum(total);
            }
            multiply(scores, KeyBlock, values + from * layout.value_width, layout.value_width, sums, layout.value_width, layout.value_width, count, false);
        }
        T* out = const_cast<T*>(head_of<T>(p.out, p.out_strides, p, pair)) + first * p.out_strides.token;
        for (int64_t r = 0; r < rows; r++) {
            const float inverse = totals[r] > 0 || totals[r] != totals[r] ? 1 / totals[r] : 0;
            for (int64_t i = 0; i < p.value_width; i++) from_float(sums[r * layout.value_width + i] * inverse, out[r * p.out_strides.token + i]);
            if (p.logsumexp != nullptr) p.logsumexp[pair * p.queries + first + r] = totals[r] > 0 ? __builtin_log2f(totals[r]) + maxima[r] : __builtin_inff();
        }
    }
    std::free(scratch);
}

} // namespace

const Kernel EG_KERNEL = {
    EG_KERNEL_NAME,
    [](const Problem& p) { return Layout(p).bytes(); },
    [](const Problem& p) { return (p.queries + Rows - 1) / Rows; },
    [](const Problem& p, char* packed, int64_t begin, int64_t end) {
        switch (p.element) {
        case Element::Float32: return pack<float>(p, packed, begin, end);
        case Element::Float16: return pack<Half>(p, packed, begin, end);
        case Element::BFloat16: return pack<Bf16>(p, packed, begin, end);
        }
    },
    [](const Problem& p, const char* packed, int64_t begin, int64_t end) {
        switch (p.element) {
        case Element::Float32: return run<float>(p, packed, begin, end);
        case Element::Float16: return run<Half>(p, packed, begin, end);
        case Element::BFloat16: return run<Bf16>(p, packed, begin, end);
        }
    },
    nullptr,
};

} // namespace eg::attention
