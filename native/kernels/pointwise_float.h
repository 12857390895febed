// Included by one file for each kind of processor, which names the kernel by EG_KERNEL.
#include "pointwise.h"
#include "vector.h"

namespace eg::pointwise {
namespace {

struct Moments {
    float mean, inverse;
};

// Two passes, so that a large mean takes no digits from the deviation.
template <class T> inline Moments moments_of(const T* x, int64_t width, float epsilon, bool centred) {
    float mean = 0;
    if (centred) {
        Vector total{};
        for (int64_t i = 0; i < width; i += Lanes) total += read(x, i, width);
        mean = sum(total) / static_cast<float>(width);
    }
    Vector squares{};
    for (int64_t i = 0; i < width; i += Lanes) {
        const Vector d = only(read(x, i, width) - mean, i, width);
        squares += d * d;
    }
    return {mean, 1 / __builtin_sqrtf(sum(squares) / static_cast<float>(width) + epsilon)};
}

template <class T> void norm(const Rows& r, int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
        const T* x = static_cast<const T*>(r.x) + row * r.width;
        T* out = static_cast<T*>(r.out) + row * r.width;
        const auto m = moments_of(x, r.width, r.epsilon, r.centred);
        for (int64_t i = 0; i < r.width; i += Lanes) {
            Vector y = (read(x, i, r.width) - m.mean) * m.inverse;
            if (r.weight != nullptr) y *= read(r.weight, i, r.width);
            if (r.bias != nullptr) y += read(r.bias, i, r.width);
            write(out, i, r.width, y);
        }
    }
}

template <class T> void norm_backward(const Rows& r, const RowsGradient& g, int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
        const T* x = static_cast<const T*>(r.x) + row * r.width;
        const T* dy = static_cast<const T*>(g.out_gradient) + row * r.width;
        T* dx = static_cast<T*>(g.x_gradient) + row * r.width;
        const auto m = moments_of(x, r.width, r.epsilon, r.centred);
        Vector along{}, across{};
        for (int64_t i = 0; i < r.width; i += Lanes) {
            const Vector normal = only((read(x, i, r.width) - m.mean) * m.inverse, i, r.width), given = read(dy, i, r.width);
            if (g.weight_gradient != nullptr) write(g.weight_gradient, i, r.width, read(g.weight_gradient, i, r.width) + given * normal);
            if (g.bias_gradient != nullptr) write(g.bias_gradient, i, r.width, read(g.bias_gradient, i, r.width) + given);
            const Vector d = r.weight != nullptr ? given * read(r.weight, i, r.width) : given;
            along += d * normal;
            across += d;
        }
        const float slope = sum(along) / static_cast<float>(r.width), mean = r.centred ? sum(across) / static_cast<float>(r.width) : 0;
        for (int64_t i = 0; i < r.width; i += Lanes) {
            const Vector normal = (read(x, i, r.width) - m.mean) * m.inverse, given = read(dy, i, r.width);
            const Vector d = r.weight != nullptr ? given * read(r.weight, i, r.width) : given;
            write(dx, i, r.width, (d - mean - normal * slope) * m.inverse);
        }
    }
}

template <class T> void channel_sums(const Groups& g, int64_t picture, int64_t begin, int64_t end, const float* pivots, float* sums) {
    const T* x = static_cast<const T*>(g.x) + (picture * g.pixels) * g.channels;
    for (int64_t c = 0; c < g.channels; c += Lanes) {
        const Vector pivot = read(pivots, c, g.channels);
        Vector total[2] = {}, squares[2] = {};
        int64_t p = begin;
        for (; p + 2 <= end; p += 2)
            for (int64_t j = 0; j < 2; j++) {
                const Vector d = read(x + (p + j) * g.channels, c, g.channels) - pivot;
                total[j] += d;
                squares[j] += d * d;
            }
        if (p < end) {
            const Vector d = read(x + p * g.channels, c, g.channels) - pivot;
            total[0] += d;
            squares[0] += d * d;
        }
        write(sums, c, g.channels, read(sums, c, g.channels) + total[0] + total[1]);
        write(sums + g.channels, c, g.channels, read(sums + g.channels, c, g.channels) + squares[0] + squares[1]);
    }
}

template <class T, bool Silu> void channel_scale(const Groups& g, int64_t picture, int64_t begin, int64_t end, const float* scales, const float* shifts) {
    for (int64_t p = begin; p < end; p++) {
        const T* x = static_cast<const T*>(g.x) + (picture * g.pixels + p) * g.channels;
        T* out = static_cast<T*>(g.out) + (picture * g.pixels + p) * g.channels;
        for (int64_t c = 0; c < g.channels; c += Lanes) {
            const Vector y = read(x, c, g.channels) * read(scales, c, g.channels) + read(shifts, c, g.channels);
            write(out, c, g.channels, Silu ? y * sigmoid(y) : y);
        }
    }
}

// Gradient of silu(z), or dy itself.
template <bool Silu> inline Vector before_silu(Vector dy, Vector z) {
    if (!Silu) return dy;
    const Vector s = sigmoid(z);
    return dy * s * (1.0f + z * (1.0f - s));
}

template <class T, bool Silu>
void gradient_sums(const Groups& g, const GroupsGradient& gradient, int64_t picture, int64_t begin, int64_t end, const float* scales, const float* shifts, float* sums) {
    const int64_t first = picture * g.pixels * g.channels;
    const T* x = static_cast<const T*>(g.x) + first;
    const T* dy = static_cast<const T*>(gradient.out_gradient) + first;
    for (int64_t c = 0; c < g.channels; c += Lanes) {
        const Vector scale = read(scales, c, g.channels), shift = read(shifts, c, g.channels);
        Vector total{}, along{};
        for (int64_t p = begin; p < end; p++) {
            const Vector v = read(x + p * g.channels, c, g.channels);
            const Vector dz = before_silu<Silu>(read(dy + p * g.channels, c, g.channels), v * scale + shift);
            total += dz;
            along += dz * v;
        }
        write(sums, c, g.channels, read(sums, c, g.channels) + total);
        write(sums + g.channels, c, g.channels, read(sums + g.channels, c, g.channels) + along);
    }
}

template <class T, bool Silu>
void gradient_scale(const Groups& g, const GroupsGradient& gradient, int64_t picture, int64_t begin, int64_t end, const float* scales, const float* shifts,
    const float* slopes, const float* offsets) {
    for (int64_t p = begin; p < end; p++) {
        const int64_t first = (picture * g.pixels + p) * g.channels;
        const T* x = static_cast<const T*>(g.x) + first;
        const T* dy = static_cast<const T*>(gradient.out_gradient) + first;
        T* dx = static_cast<T*>(gradient.x_gradient) + first;
        for (int64_t c = 0; c < g.channels; c += Lanes) {
            const Vector v = read(x, c, g.channels), scale = read(scales, c, g.channels);
            const Vector dz = before_silu<Silu>(read(dy, c, g.channels), v * scale + read(shifts, c, g.channels));
            write(dx, c, g.channels, dz * scale + v * read(slopes, c, g.channels) + read(offsets, c, g.channels));
        }
    }
}

template <class T> void group_norm(const Groups& g, int64_t begin, int64_t end) {
    const int64_t channels = g.channels / g.groups, count = channels * g.pixels;
    for (int64_t group = begin; group < end; group++) {
        const T* x = static_cast<const T*>(g.x) + group * count;
        T* out = static_cast<T*>(g.out) + group * count;
        // As moments_of, but in pieces of a plane: float32 sums of a million numbers would lose digits.
        double total = 0, squares = 0;
        for (int64_t c = 0; c < channels; c++) {
            Vector plane{};
            for (int64_t i = 0; i < g.pixels; i += Lanes) plane += read(x + c * g.pixels, i, g.pixels);
            total += static_cast<double>(sum(plane));
        }
        const float mean = static_cast<float>(total / static_cast<double>(count));
        for (int64_t c = 0; c < channels; c++) {
            Vector plane{};
            for (int64_t i = 0; i < g.pixels; i += Lanes) {
                const Vector d = only(read(x + c * g.pixels, i, g.pixels) - mean, i, g.pixels);
                plane += d * d;
            }
            squares += static_cast<double>(sum(plane));
        }
        const float inverse = 1 / __builtin_sqrtf(static_cast<float>(squares / static_cast<double>(count)) + g.epsilon);
        for (int64_t c = 0; c < channels; c++) {
            const int64_t channel = group % g.groups * channels + c;
            const float scale = inverse * (g.weight != nullptr ? g.weight[channel] : 1), shift = (g.bias != nullptr ? g.bias[channel] : 0) - mean * scale;
            for (int64_t i = 0; i < g.pixels; i += Lanes) {
                Vector y = read(x + c * g.pixels, i, g.pixels) * scale + shift;
                if (g.silu) y *= sigmoid(y);
                write(out + c * g.pixels, i, g.pixels, y);
            }
        }
    }
}

template <class T> void geglu(const void* x, void* out, int64_t width, int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
        const T* a = static_cast<const T*>(x) + row * 2 * width;
        T* y = static_cast<T*>(out) + row * width;
        for (int64_t i = 0; i < width; i += Lanes) {
            const Vector gate = read(a + width, i, width);
            write(y, i, width, read(a, i, width) * gate * normal(gate).distribution);
        }
    }
}

template <class T> void geglu_backward(const void* x, const void* out_gradient, void* x_gradient, int64_t width, int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
        const T* a = static_cast<const T*>(x) + row * 2 * width;
        const T* dy = static_cast<const T*>(out_gradient) + row * width;
        T* dx = static_cast<T*>(x_gradient) + row * 2 * width;
        for (int64_t i = 0; i < width; i += Lanes) {
            const Vector gate = read(a + width, i, width), given = read(dy, i, width);
            const auto n = normal(gate);
            write(dx, i, width, given * gate * n.distribution);
            write(dx + width, i, width, given * read(a, i, width) * (n.distribution + gate * n.density));
        }
    }
}

} // namespace

// What a kernel does for the element type at hand.
static void adamw(const AdamW& a, int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i += Lanes) {
        const Vector g = read(a.gradient, i, end);
        const Vector mean = read(a.mean, i, end) * a.beta1 + (1 - a.beta1) * g;
        const Vector square = read(a.square, i, end) * a.beta2 + (1 - a.beta2) * g * g;
        Vector root;
        for (int l = 0; l < Lanes; l++) root[l] = __builtin_sqrtf(square[l]);
        write(a.mean, i, end, mean);
        write(a.square, i, end, square);
        write(a.weight, i, end, read(a.weight, i, end) * a.kept - a.step * mean / (root * a.scale + a.epsilon));
    }
}

#define EG_FOR_ELEMENT(element, call)                                \
    switch (element) {                                               \
    case Element::Float32: { using T = float; return call; }         \
    case Element::Float16: { using T = Half; return call; }          \
    case Element::BFloat16: { using T = Bf16; return call; }         \
    }

const Kernel EG_KERNEL = {
    [](const Rows& r, int64_t begin, int64_t end) { EG_FOR_ELEMENT(r.element, norm<T>(r, begin, end)) },
    [](const Rows& r, const RowsGradient& g, int64_t begin, int64_t end) { EG_FOR_ELEMENT(r.element, norm_backward<T>(r, g, begin, end)) },
    [](const Groups& g, int64_t picture, int64_t begin, int64_t end, const float* pivots, float* sums) {
        EG_FOR_ELEMENT(g.element, channel_sums<T>(g, picture, begin, end, pivots, sums))
    },
    [](const Groups& g, int64_t picture, int64_t begin, int64_t end, const float* scales, const float* shifts) {
        if (g.silu) EG_FOR_ELEMENT(g.element, (channel_scale<T, true>(g, picture, begin, end, scales, shifts)))
        EG_FOR_ELEMENT(g.element, (channel_scale<T, false>(g, picture, begin, end, scales, shifts)))
    },
    [](const Groups& g, const GroupsGradient& d, int64_t picture, int64_t begin, int64_t end, const float* scales, const float* shifts, float* sums) {
        if (g.silu) EG_FOR_ELEMENT(g.element, (gradient_sums<T, true>(g, d, picture, begin, end, scales, shifts, sums)))
        EG_FOR_ELEMENT(g.element, (gradient_sums<T, false>(g, d, picture, begin, end, scales, shifts, sums)))
    },
    [](const Groups& g, const GroupsGradient& d, int64_t picture, int64_t begin, int64_t end, const float* scales, const float* shifts, const float* slopes, const float* offsets) {
        if (g.silu) EG_FOR_ELEMENT(g.element, (gradient_scale<T, true>(g, d, picture, begin, end, scales, shifts, slopes, offsets)))
        EG_FOR_ELEMENT(g.element, (gradient_scale<T, false>(g, d, picture, begin, end, scales, shifts, slopes, offsets)))
    },
    [](const Groups& g, int64_t begin, int64_t end) { EG_FOR_ELEMENT(g.element, group_norm<T>(g, begin, end)) },
    [](Element element, const void* x, void* out, int64_t width, int64_t begin, int64_t end) { EG_FOR_ELEMENT(element, geglu<T>(x, out, width, begin, end)) },
    [](Element element, const void* x, const void* dy, void* dx, int64_t width, int64_t begin, int64_t end) { EG_FOR_ELEMENT(element, geglu_backward<T>(x, dy, dx, width, begin, end)) },
    adamw,
};

} // namespace eg::pointwise
