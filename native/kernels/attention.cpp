// The operators emojigen::attention and emojigen::attention_backward.
#include "attention.h"
#include "processor.h"
#include "tensors.h"

#include <ATen/Parallel.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_strided.h>
#include <ATen/ops/zeros.h>
#include <torch/library.h>

namespace eg::attention {
namespace {

const Kernel& kernel_for(Element element) {
#if defined(EG_X86_KERNELS)
    switch (level()) {
    case Level::Amx: return element == Element::BFloat16 ? amx : avx512;
    case Level::Avx512Bf16: return element == Element::BFloat16 ? avx512bf16 : avx512;
    case Level::Avx512: return avx512;
    case Level::Avx2: return avx2;
    case Level::Plain: break;
    }
#endif
    (void)element;
    return plain;
}

const Kernel& kernel_for_gradient(const Problem& problem) {
    const auto& kernel = kernel_for(problem.element);
#if defined(EG_X86_KERNELS)
    // The gradient in tiles knows no mask. Processors with tiles multiply float32 faster than pairs of bf16.
    if (&kernel == &amx && problem.mask != nullptr) return avx512;
#endif
    return kernel;
}

at::Tensor dense(const at::Tensor& tensor) { return tensor.stride(-1) == 1 || tensor.size(-1) == 1 ? tensor : tensor.contiguous(); }

Strides strides_of(const at::Tensor& tensor) { return {tensor.stride(0), tensor.stride(1), tensor.stride(2)}; }

// (B, heads, T, d) in the memory of (B, T, heads, d), where joining the heads again is a view.
at::Tensor tokens_first(const at::Tensor& like, int64_t width) {
    const auto heads = like.size(1), tokens = like.size(2);
    return at::empty_strided({like.size(0), heads, tokens, width}, {tokens * heads * width, width, heads * width, 1}, like.options());
}

// Holds the tensors that a problem points into.
struct Inputs {
    at::Tensor q, k, v, mask;
    Problem problem{};

    Inputs(const at::Tensor& q_, const at::Tensor& k_, const at::Tensor& v_, const Maybe<at::Tensor>& mask_, double scale, bool causal)
        : q(dense(q_)), k(dense(k_)), v(dense(v_)) {
        TORCH_CHECK(q.dim() == 4 && k.dim() == 4 && v.dim() == 4, "attention takes (B, heads, tokens, width) thrice");
        TORCH_CHECK(k.size(0) == q.size(0) && v.size(0) == q.size(0) && k.size(1) == q.size(1) && v.size(1) == q.size(1)
                        && k.size(3) == q.size(3) && v.size(2) == k.size(2),
            "attention: q ", q.sizes(), ", k ", k.sizes(), " and v ", v.sizes(), " do not go together");
        TORCH_CHECK(
            k.scalar_type() == q.scalar_type() && v.scalar_type() == q.scalar_type(), "attention: q, k and v are of different types");
        TORCH_CHECK(scale > 0, "attention: the scale must be above zero, not ", scale);
        if (mask_.has_value() && mask_->defined()) {
            mask = *mask_;
            if (mask.scalar_type() == at::kBool)
                mask = at::zeros(mask.sizes(), mask.options().dtype(at::kFloat)).masked_fill_(mask.logical_not(), Never);
            mask = mask.to(at::kFloat).expand({q.size(0), q.size(1), q.size(2), k.size(2)});
            if (k.size(2) > 1 && mask.stride(3) != 1) mask = mask.contiguous();
            problem.mask = mask.data_ptr<float>();
            problem.mask_strides = strides_of(mask);
        }
        problem.q = q.data_ptr();
        problem.k = k.data_ptr();
        problem.v = v.data_ptr();
        problem.batch = q.size(0);
        problem.heads = q.size(1);
        problem.queries = q.size(2);
        problem.keys = k.size(2);
        problem.width = q.size(3);
        problem.value_width = v.size(3);
        problem.q_strides = strides_of(q);
        problem.k_strides = strides_of(k);
        problem.v_strides = strides_of(v);
        problem.scale = static_cast<float>(scale);
        problem.causal = causal;
        problem.element = element_of(q);
    }

    int64_t pairs() const { return problem.batch * problem.heads; }
};

constexpr int64_t Worthwhile = 1 << 21; // multiplications

at::Tensor forward(Inputs& inputs, at::Tensor* normalisers) {
    auto& p = inputs.problem;
    auto out = tokens_first(inputs.q, p.value_width);
    if (normalisers != nullptr) {
        *normalisers = at::zeros({2, p.batch, p.heads, p.queries}, inputs.q.options().dtype(at::kFloat));
        p.offsets = normalisers->data_ptr<float>();
        p.inverses = p.offsets + inputs.pairs() * p.queries;
    }
    if (out.numel() == 0 || p.keys == 0) return out.zero_();
    p.out = out.data_ptr();
    p.out_strides = strides_of(out);

    const auto& kernel = kernel_for(p.element);
    at::Tensor packed;
    char* memory = nullptr;
    if (kernel.pack != nullptr) {
        packed = at::empty({inputs.pairs() * kernel.packed_bytes(p) + 64}, inputs.q.options().dtype(at::kByte));
        memory = reinterpret_cast<char*>((reinterpret_cast<uintptr_t>(packed.data_ptr()) + 63) / 64 * 64);
        at::parallel_for(0, inputs.pairs(), grain(p.keys * (p.width + p.value_width) * 8, Worthwhile),
            [&](int64_t begin, int64_t end) { kernel.pack(p, memory, begin, end); });
    }
    const auto blocks = kernel.query_blocks(p);
    at::parallel_for(0, inputs.pairs() * blocks, grain(p.queries * p.keys / blocks * (p.width + p.value_width), Worthwhile),
        [&](int64_t begin, int64_t end) { kernel.run(p, memory, begin, end); });
    return out;
}

at::Tensor attention(
    const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const Maybe<at::Tensor>& mask, double scale, bool causal) {
    const at::AutoDispatchBelowADInplaceOrView below_autograd;
    Inputs inputs(q, k, v, mask, scale, causal);
    return forward(inputs, nullptr);
}

std::tuple<at::Tensor, at::Tensor> attention_for_training(
    const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const Maybe<at::Tensor>& mask, double scale, bool causal) {
    const at::AutoDispatchBelowADInplaceOrView below_autograd;
    Inputs inputs(q, k, v, mask, scale, causal);
    at::Tensor normalisers;
    auto out = forward(inputs, &normalisers);
    return {out, normalisers};
}

std::tuple<at::Tensor, at::Tensor, at::Tensor> attention_backward(const at::Tensor& out_gradient, const at::Tensor& q, const at::Tensor& k,
    const at::Tensor& v, const Maybe<at::Tensor>& mask, const at::Tensor& out, const at::Tensor& normalisers, double scale, bool causal) {
    const at::AutoDispatchBelowADInplaceOrView below_autograd;
    Inputs inputs(q, k, v, mask, scale, causal);
    auto& p = inputs.problem;
    const auto given = dense(out_gradient), output = dense(out);
    auto dq = tokens_first(inputs.q, p.width), dk = tokens_first(inputs.k, p.width), dv = tokens_first(inputs.v, p.value_width);
    if (output.numel() == 0 || p.keys == 0) return {dq.zero_(), dk.zero_(), dv.zero_()};
    p.out = output.data_ptr();
    p.out_strides = strides_of(output);
    p.offsets = normalisers.data_ptr<float>();
    p.inverses = p.offsets + inputs.pairs() * p.queries;
    Gradient gradient{given.data_ptr(), nullptr, dq.data_ptr(), dk.data_ptr(), dv.data_ptr(), strides_of(given), strides_of(dq),
        strides_of(dk), strides_of(dv)};
    const auto& kernel = kernel_for_gradient(p);
    const auto parts = kernel.key_parts(p);
    at::Tensor sums;
    if (parts > 1) {
        sums = at::empty({inputs.pairs() * parts, kernel.part_floats(p)}, inputs.q.options().dtype(at::kFloat));
        gradient.parts = sums.data_ptr<float>();
    }
    at::parallel_for(0, inputs.pairs() * parts, grain(p.queries * p.keys / parts * (p.width + p.value_width) * 3, Worthwhile),
        [&](int64_t begin, int64_t end) { kernel.backward(p, gradient, begin, end); });
    if (parts > 1)
        at::parallel_for(0, inputs.pairs(), grain(p.queries * p.width * parts, Worthwhile),
            [&](int64_t begin, int64_t end) { kernel.add_parts(p, gradient, begin, end); });
    return {dq, dk, dv};
}

} // namespace

TORCH_LIBRARY_FRAGMENT(emojigen, m) {
    m.def("attention(Tensor q, Tensor k, Tensor v, Tensor? mask, float scale, bool causal) -> Tensor");
    // The output and, for each query, what was taken off its scores and one over the sum of its weights, (2, B, heads, tokens).
    m.def("attention_for_training(Tensor q, Tensor k, Tensor v, Tensor? mask, float scale, bool causal) -> (Tensor, Tensor)");
    m.def("attention_backward(Tensor out_gradient, Tensor q, Tensor k, Tensor v, Tensor? mask, Tensor out, Tensor normalisers, float "
          "scale, bool causal) -> "
          "(Tensor, Tensor, Tensor)");
}

TORCH_LIBRARY_IMPL(emojigen, CPU, m) {
    m.impl("attention", attention);
    m.impl("attention_for_training", attention_for_training);
    m.impl("attention_backward", attention_backward);
}

} // namespace eg::attention
