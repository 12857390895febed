// The operators emojigen::norm, group_norm and geglu, and their gradients.
#include "pointwise.h"
#include "processor.h"
#include "tensors.h"

#include <ATen/Parallel.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros.h>
#include <torch/library.h>

#include <cmath>
#include <vector>

namespace eg::pointwise {
namespace {

constexpr int64_t Worthwhile = 1 << 15; // elements
using Optional = Maybe<at::Tensor>;

const Kernel& kernel() {
#if defined(EG_X86_KERNELS)
    switch (level()) {
    case Level::Amx:
    case Level::Avx512Bf16: return avx512bf16;
    case Level::Avx512: return avx512;
    case Level::Avx2: return avx2;
    case Level::Plain: break;
    }
#endif
    return plain;
}

// Weights and biases in float32, dense; undefined for none.
at::Tensor floats(const Optional& tensor, int64_t count) {
    if (!tensor.has_value() || !tensor->defined()) return {};
    TORCH_CHECK(tensor->numel() == count, "expected ", count, " weights, got ", tensor->sizes());
    return tensor->to(at::kFloat).contiguous();
}

const float* data(const at::Tensor& tensor) { return tensor.defined() ? tensor.data_ptr<float>() : nullptr; }

at::Tensor of_type(const at::Tensor& gradient, const Optional& like) { return gradient.defined() ? gradient.to(like->scalar_type()) : gradient; }

// ---- norms of rows

at::Tensor norm(const at::Tensor& given, const Optional& weight, const Optional& bias, double epsilon, bool centred) {
    const at::AutoDispatchBelowADInplaceOrView below_autograd;
    const auto x = given.contiguous();
    const auto width = x.size(-1);
    const auto w = floats(weight, width), b = floats(bias, width);
    auto out = at::empty_like(x);
    if (x.numel() == 0) return out;
    const Rows rows{element_of(x), x.data_ptr(), out.data_ptr(), data(w), data(b), width, static_cast<float>(epsilon), centred};
    const auto& k = kernel();
    at::parallel_for(0, x.numel() / width, grain(width, Worthwhile), [&](int64_t begin, int64_t end) { k.norm(rows, begin, end); });
    return out;
}

std::tuple<at::Tensor, at::Tensor, at::Tensor> norm_backward(const at::Tensor& out_gradient, const at::Tensor& given, const Optional& weight, bool has_bias, double epsilon, bool centred) {
    const at::AutoDispatchBelowADInplaceOrView below_autograd;
    const auto x = given.contiguous(), dy = out_gradient.contiguous();
    const auto width = x.size(-1), count = x.numel() / std::max<int64_t>(width, 1);
    const auto w = floats(weight, width);
    auto dx = at::empty_like(x);
    // A row of sums for each piece of rows, added up at the end: the same numbers however many threads there are.
    const auto pieces = std::min<int64_t>(count, 16);
    at::Tensor dw, db;
    const auto options = x.options().dtype(at::kFloat);
    if (w.defined()) dw = at::zeros({std::max<int64_t>(pieces, 1), width}, options);
    if (has_bias) db = at::zeros({std::max<int64_t>(pieces, 1), width}, options);
    const Rows rows{element_of(x), x.data_ptr(), nullptr, data(w), nullptr, width, static_cast<float>(epsilon), centred};
    const auto& k = kernel();
    at::parallel_for(0, pieces, grain(x.numel() / std::max<int64_t>(pieces, 1), Worthwhile), [&](int64_t begin, int64_t end) {
        for (auto piece = begin; piece < end; piece++) {
            const RowsGradient gradient{dy.data_ptr(), dx.data_ptr(), w.defined() ? dw.data_ptr<float>() + piece * width : nullptr, has_bias ? db.data_ptr<float>() + piece * width : nullptr};
            k.norm_backward(rows, gradient, count * piece / pieces, count * (piece + 1) / pieces);
        }
    });
    if (dw.defined()) dw = of_type(dw.sum(0), weight);
    if (db.defined()) db = db.sum(0).to(w.defined() ? weight->scalar_type() : x.scalar_type());
    return {dx, dw, db};
}

// ---- norms of groups of channels

// Pixels of a step: 32 KB, that the processor holds next to itself.
int64_t step_of(const at::Tensor& x) { return std::max<int64_t>(4, 32768 / (x.size(1) * static_cast<int64_t>(x.element_size()))); }

bool lies_channels_last(const at::Tensor& x) { return x.dim() == 4 && x.is_contiguous(at::MemoryFormat::ChannelsLast) && !x.is_contiguous(); }

// Scale and shift of each channel of each picture, so that the norm is x * scale + shift; mean and 1/deviation of each group.
struct Affine {
    std::vector<float> scales, shifts, means, inverses;
};

// Calls body(picture, first pixel, last pixel, sums of 2 * channels in double) for pieces of all pictures side by side, and gives the sums of each picture.
template <class Body> std::vector<double> sum_pixels(const Groups& g, int64_t step, const Body& body) {
    // So few that one thread soon adds up their sums, so many that others have their share.
    constexpr int64_t Pieces = 16;
    const auto piece = std::max(step, (g.pixels + Pieces - 1) / Pieces);
    const auto pieces = (g.pixels + piece - 1) / piece;
    const auto width = 2 * g.channels;
    std::vector<double> partial(static_cast<size_t>(g.batch * pieces * width));
    at::parallel_for(0, g.batch * pieces, grain(piece * g.channels, Worthwhile), [&](int64_t begin, int64_t end) {
        std::vector<float> sums(static_cast<size_t>(width));
        for (auto at = begin; at < end; at++) {
            const auto first = at % pieces * piece, last = std::min(g.pixels, first + piece);
            auto* total = partial.data() + at * width;
            for (auto from = first; from < last; from += step) {
                std::fill(sums.begin(), sums.end(), 0.0f);
                body(at / pieces, from, std::min(last, from + step), sums.data());
                for (int64_t i = 0; i < width; i++) total[i] += static_cast<double>(sums[static_cast<size_t>(i)]);
            }
        }
    });
    std::vector<double> whole(static_cast<size_t>(g.batch * width));
    for (int64_t at = 0; at < g.batch * pieces; at++)
        for (int64_t i = 0; i < width; i++) whole[static_cast<size_t>(at / pieces * width + i)] += partial[static_cast<size_t>(at * width + i)];
    return whole;
}

Affine affine_of(const Groups& g, const at::Tensor& x, int64_t step) {
    const auto& k = kernel();
    const auto in_group = g.channels / g.groups;
    // Sums are taken of what is left when a channel's first pixel is taken off: a large mean takes no digits from the deviation.
    const auto pivots = x.select(2, 0).select(2, 0).to(at::kFloat).contiguous(); // (batch, channels)
    const auto sums = sum_pixels(g, step, [&](int64_t picture, int64_t begin, int64_t end, float* into) {
        k.channel_sums(g, picture, begin, end, pivots.data_ptr<float>() + picture * g.channels, into);
    });
    Affine a;
    a.scales.resize(static_cast<size_t>(g.batch * g.channels));
    a.shifts.resize(a.scales.size());
    const auto pixels = static_cast<double>(g.pixels), count = pixels * static_cast<double>(in_group);
    for (int64_t picture = 0; picture < g.batch; picture++)
        for (int64_t group = 0; group < g.groups; group++) {
            const auto* pivot = pivots.data_ptr<float>() + picture * g.channels + group * in_group;
            const auto* total = sums.data() + picture * 2 * g.channels + group * in_group;
            const auto* squares = total + g.channels;
            double mean = 0, spread = 0;
            for (int64_t c = 0; c < in_group; c++) mean += pivot[c] + total[c] / pixels;
            mean /= static_cast<double>(in_group);
            for (int64_t c = 0; c < in_group; c++) {
                const auto channel = pivot[c] + total[c] / pixels - mean;
                spread += squares[c] - total[c] * total[c] / pixels + channel * channel * pixels;
            }
            const auto inverse = 1 / std::sqrt(std::max(spread, 0.0) / count + static_cast<double>(g.epsilon));
            a.means.push_back(static_cast<float>(mean));
            a.inverses.push_back(static_cast<float>(std::isnan(spread) ? spread : inverse));
            for (int64_t c = 0; c < in_group; c++) {
                const auto channel = group * in_group + c, at = picture * g.channels + channel;
                const auto scale = static_cast<double>(a.inverses.back()) * (g.weight != nullptr ? static_cast<double>(g.weight[channel]) : 1);
                a.scales[static_cast<size_t>(at)] = static_cast<float>(scale);
                a.shifts[static_cast<size_t>(at)] = static_cast<float>((g.bias != nullptr ? static_cast<double>(g.bias[channel]) : 0) - mean * scale);
            }
        }
    return a;
}

struct GroupInputs {
    at::Tensor x, weight, bias;
    Groups groups;

    GroupInputs(const at::Tensor& given, int64_t count, const Optional& w, const Optional& b, double epsilon, bool silu) {
        TORCH_CHECK(given.dim() >= 2 && count > 0 && given.size(1) % count == 0, "group_norm: ", given.sizes(), " has no ", count, " groups of channels");
        const bool last = lies_channels_last(given);
        x = last ? given : given.contiguous();
        weight = floats(w, x.size(1));
        bias = floats(b, x.size(1));
        groups = {element_of(x), x.data_ptr(), nullptr, data(weight), data(bias), x.size(0), x.size(1), x.numel() / std::max<int64_t>(1, x.size(0) * x.size(1)), count,
            static_cast<float>(epsilon), last, silu};
    }
};

at::Tensor group_norm(const at::Tensor& given, int64_t count, const Optional& weight, const Optional& bias, double epsilon, bool silu) {
    const at::AutoDispatchBelowADInplaceOrView below_autograd;
    GroupInputs in(given, count, weight, bias, epsilon, silu);
    auto& g = in.groups;
    auto out = at::empty_like(in.x);
    if (out.numel() == 0) return out;
    g.out = out.data_ptr();
    const auto& k = kernel();
    if (!g.channels_last) {
        at::parallel_for(0, g.batch * g.groups, grain(g.pixels * g.channels / g.groups, Worthwhile), [&](int64_t begin, int64_t end) { k.group_norm(g, begin, end); });
        return out;
    }
    const auto a = affine_of(g, in.x, step_of(in.x));
    at::parallel_for(0, g.batch * g.pixels, grain(g.channels, Worthwhile), [&](int64_t begin, int64_t end) {
        for (auto at = begin; at < end;) {
            const auto picture = at / g.pixels, last = std::min(end, (picture + 1) * g.pixels);
            k.channel_scale(g, picture, at - picture * g.pixels, last - picture * g.pixels, a.scales.data() + picture * g.channels, a.shifts.data() + picture * g.channels);
            at = last;
        }
    });
    return out;
}

std::tuple<at::Tensor, at::Tensor, at::Tensor> group_norm_backward(
    const at::Tensor& out_gradient, const at::Tensor& given, int64_t count, const Optional& weight, const Optional& bias, double epsilon, bool silu) {
    const at::AutoDispatchBelowADInplaceOrView below_autograd;
    GroupInputs in(given, count, weight, bias, epsilon, silu);
    const auto& g = in.groups;
    TORCH_CHECK(g.channels_last, "group_norm_backward: channels-last only, got strides ", given.strides());
    const auto dy = out_gradient.contiguous(at::MemoryFormat::ChannelsLast);
    auto dx = at::empty_like(in.x);
    const auto options = in.x.options().dtype(at::kFloat);
    at::Tensor dw, db;
    if (in.weight.defined()) dw = at::zeros({g.channels}, options);
    if (in.bias.defined()) db = at::zeros({g.channels}, options);
    const GroupsGradient gradient{dy.data_ptr(), dx.data_ptr()};
    const auto& k = kernel();
    const auto step = step_of(in.x);
    const auto a = affine_of(g, in.x, step);
    const auto sums = sum_pixels(g, step, [&](int64_t picture, int64_t begin, int64_t end, float* into) {
        k.gradient_sums(g, gradient, picture, begin, end, a.scales.data() + picture * g.channels, a.shifts.data() + picture * g.channels, into);
    });
    // With n the normalised x and w the weight: dx = inverse (w dz - mean(w dz) - n mean(w dz n)), means over the group.
    std::vector<float> slopes(a.scales.size()), offsets(a.scales.size());
    const auto in_group = g.channels / g.groups;
    for (int64_t picture = 0; picture < g.batch; picture++)
        for (int64_t group = 0; group < g.groups; group++) {
            const auto mean = static_cast<double>(a.means[static_cast<size_t>(picture * g.groups + group)]), inverse = static_cast<double>(a.inverses[static_cast<size_t>(picture * g.groups + group)]);
            double across = 0, along = 0;
            for (int64_t c = group * in_group; c < (group + 1) * in_group; c++) {
                const auto total = sums[static_cast<size_t>(picture * 2 * g.channels + c)];
                const auto with_normal = inverse * (sums[static_cast<size_t>((picture * 2 + 1) * g.channels + c)] - mean * total);
                const auto w = g.weight != nullptr ? static_cast<double>(g.weight[c]) : 1;
                across += w * total;
                along += w * with_normal;
                if (dw.defined()) dw.data_ptr<float>()[c] += static_cast<float>(with_normal);
                if (db.defined()) db.data_ptr<float>()[c] += static_cast<float>(total);
            }
            const auto n = static_cast<double>(in_group * g.pixels);
            for (int64_t c = group * in_group; c < (group + 1) * in_group; c++) {
                const auto at = static_cast<size_t>(picture * g.channels + c);
                slopes[at] = static_cast<float>(-inverse * inverse * along / n);
                offsets[at] = static_cast<float>(-inverse * across / n + inverse * inverse * along / n * mean);
            }
        }
    at::parallel_for(0, g.batch * g.pixels, grain(g.channels, Worthwhile), [&](int64_t begin, int64_t end) {
        for (auto at = begin; at < end;) {
            const auto picture = at / g.pixels, last = std::min(end, (picture + 1) * g.pixels), c = picture * g.channels;
            k.gradient_scale(g, gradient, picture, at - picture * g.pixels, last - picture * g.pixels, a.scales.data() + c, a.shifts.data() + c, slopes.data() + c, offsets.data() + c);
            at = last;
        }
    });
    return {dx, of_type(dw, weight), of_type(db, bias)};
}

// ---- a gelu(b)

at::Tensor geglu(const at::Tensor& given) {
    const at::AutoDispatchBelowADInplaceOrView below_autograd;
    const auto x = given.contiguous();
    TORCH_CHECK(x.dim() > 0 && x.size(-1) % 2 == 0, "geglu: the last dimension of ", x.sizes(), " is not even");
    auto shape = x.sizes().vec();
    const auto width = shape.back() /= 2;
    auto out = at::empty(shape, x.options());
    if (out.numel() == 0) return out;
    const auto& k = kernel();
    at::parallel_for(0, out.numel() / width, grain(width, Worthwhile / 4), [&](int64_t begin, int64_t end) { k.geglu(element_of(x), x.data_ptr(), out.data_ptr(), width, begin, end); });
    return out;
}

at::Tensor geglu_backward(const at::Tensor& out_gradient, const at::Tensor& given) {
    const at::AutoDispatchBelowADInplaceOrView below_autograd;
    const auto x = given.contiguous(), dy = out_gradient.contiguous();
    auto dx = at::empty_like(x);
    if (x.numel() == 0) return dx;
    const auto width = x.size(-1) / 2;
    const auto& k = kernel();
    at::parallel_for(0, dy.numel() / width, grain(width, Worthwhile / 4),
        [&](int64_t begin, int64_t end) { k.geglu_backward(element_of(x), x.data_ptr(), dy.data_ptr(), dx.data_ptr(), width, begin, end); });
    return dx;
}

// ---- the optimizer's step

at::Tensor& adamw(at::Tensor& weight, at::Tensor& mean, at::Tensor& square, const at::Tensor& given, double rate, double beta1, double beta2, double epsilon, double decay, int64_t step) {
    const at::AutoDispatchBelowADInplaceOrView below_autograd;
    for (const at::Tensor* tensor : {static_cast<const at::Tensor*>(&weight), static_cast<const at::Tensor*>(&mean), static_cast<const at::Tensor*>(&square), &given}) TORCH_CHECK(tensor->scalar_type() == at::kFloat && tensor->sizes() == weight.sizes(), "adamw takes float32 of one shape");
    TORCH_CHECK(weight.is_non_overlapping_and_dense() && mean.strides() == weight.strides() && square.strides() == weight.strides(), "adamw takes what lies in memory alike");
    const auto gradient = given.strides() == weight.strides() ? given : at::empty_like(weight).copy_(given);
    const auto short1 = 1 - std::pow(beta1, step), short2 = 1 - std::pow(beta2, step);
    const AdamW a{weight.data_ptr<float>(), mean.data_ptr<float>(), square.data_ptr<float>(), gradient.data_ptr<float>(), static_cast<float>(beta1), static_cast<float>(beta2),
        static_cast<float>(epsilon), static_cast<float>(1 - rate * decay), static_cast<float>(rate / short1), static_cast<float>(1 / std::sqrt(short2))};
    const auto& k = kernel();
    at::parallel_for(0, weight.numel(), Worthwhile, [&](int64_t begin, int64_t end) { k.adamw(a, begin, end); });
    return weight;
}

} // namespace

TORCH_LIBRARY_FRAGMENT(emojigen, m) {
    m.def("norm(Tensor x, Tensor? weight, Tensor? bias, float epsilon, bool centred) -> Tensor");
    m.def("norm_backward(Tensor out_gradient, Tensor x, Tensor? weight, bool has_bias, float epsilon, bool centred) -> (Tensor, Tensor, Tensor)");
    m.def("group_norm(Tensor x, int groups, Tensor? weight, Tensor? bias, float epsilon, bool silu) -> Tensor");
    m.def("group_norm_backward(Tensor out_gradient, Tensor x, int groups, Tensor? weight, Tensor? bias, float epsilon, bool silu) -> (Tensor, Tensor, Tensor)");
    m.def("geglu(Tensor x) -> Tensor");
    m.def("geglu_backward(Tensor out_gradient, Tensor x) -> Tensor");
    m.def("adamw_(Tensor(a!) weight, Tensor(b!) mean, Tensor(c!) square, Tensor gradient, float rate, float beta1, float beta2, float epsilon, float decay, int step) -> Tensor(a!)");
}

TORCH_LIBRARY_IMPL(emojigen, CPU, m) {
    m.impl("norm", norm);
    m.impl("norm_backward", norm_backward);
    m.impl("group_norm", group_norm);
    m.impl("group_norm_backward", group_norm_backward);
    m.impl("geglu", geglu);
    m.impl("geglu_backward", geglu_backward);
    m.impl("adamw_", adamw);
}

} // namespace eg::pointwise
