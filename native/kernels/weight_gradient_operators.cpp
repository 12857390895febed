// The operator emojigen::convolution_weight_gradient.
#include "processor.h"
#include "tensors.h"
#include "weight_gradient.h"

#include <ATen/Parallel.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/ops/empty.h>
#include <torch/library.h>

namespace eg::weight_gradient {
namespace {

#if defined(EG_X86_KERNELS)

const uint16_t* elements(const at::Tensor& tensor) { return static_cast<const uint16_t*>(tensor.data_ptr()); }

// The same pixel of 32 pictures is a place.
Source pixels(const at::Tensor& x) {
    const auto batch = x.size(0), channels = x.size(1), height = x.size(2), width = x.size(3), picture = height * width * channels;
    return {elements(x), channels, (batch + Group - 1) / Group, height, width, Group * picture, width * channels, picture, batch};
}

at::Tensor packed(const Source& s, bool turned) {
    auto memory = at::empty({packed_bytes(s)}, at::TensorOptions().dtype(at::kByte));
    at::parallel_for(0, s.groups * s.rows, grain(s.channels * Group * s.width, 1 << 14), [&](int64_t begin, int64_t end) { pack(s, turned, static_cast<char*>(memory.data_ptr()), begin, end); });
    return memory;
}

void compute(Problem& p, const Source& inputs, const Source& gradients) {
    const auto right = packed(inputs, false), left = packed(gradients, true);
    p.inputs = static_cast<const char*>(right.data_ptr());
    p.gradients = static_cast<const char*>(left.data_ptr());
    plan(p, at::get_num_threads());
    at::parallel_for(0, tasks(p), 1, [&](int64_t begin, int64_t end) { run(p, begin, end); });
}

at::Tensor convolution_weight_gradient(const at::Tensor& given_gradient, const at::Tensor& given, int64_t kernel, int64_t stride, int64_t padding) {
    const at::AutoDispatchBelowADInplaceOrView below_autograd;
    TORCH_CHECK(level() == Level::Amx, "convolution_weight_gradient: this processor has no matrix tiles");
    TORCH_CHECK(given_gradient.scalar_type() == at::kBFloat16 && given.scalar_type() == at::kBFloat16, "convolution_weight_gradient takes bfloat16, got ", given_gradient.scalar_type(), " and ", given.scalar_type());
    TORCH_CHECK(given.dim() == 4 && given_gradient.dim() == 4 && given.size(0) == given_gradient.size(0), "convolution_weight_gradient takes gradient (B, O, H', W') and input (B, C, H, W), got ",
        given_gradient.sizes(), " and ", given.sizes());
    const auto gradient = given_gradient.contiguous(at::MemoryFormat::ChannelsLast), x = given.contiguous(at::MemoryFormat::ChannelsLast);
    const auto batch = x.size(0), channels = x.size(1), outputs = gradient.size(1);
    Problem p{};
    p.channels = channels;
    p.outputs = outputs;
    p.kernel = kernel;
    p.stride = stride;
    p.padding = padding;
    p.groups = (batch + Group - 1) / Group;
    p.height = x.size(2);
    p.width = x.size(3);
    p.out_height = gradient.size(2);
    p.out_width = gradient.size(3);
    TORCH_CHECK((p.height + 2 * padding - kernel) / stride + 1 == p.out_height && (p.width + 2 * padding - kernel) / stride + 1 == p.out_width,
        "convolution_weight_gradient: gradient ", gradient.sizes(), " is not of a convolution of ", x.sizes(), " with a kernel of ", kernel);
    auto out = at::empty({outputs, channels, kernel, kernel}, x.options().memory_format(at::MemoryFormat::ChannelsLast));
    p.out = static_cast<uint16_t*>(out.data_ptr());
    compute(p, pixels(x), pixels(gradient));
    return out;
}

#endif

} // namespace

TORCH_LIBRARY_FRAGMENT(emojigen, m) {
    m.def("convolution_weight_gradient(Tensor gradient, Tensor x, int kernel, int stride, int padding) -> Tensor");
}

#if defined(EG_X86_KERNELS)
TORCH_LIBRARY_IMPL(emojigen, CPU, m) {
    m.impl("convolution_weight_gradient", convolution_weight_gradient);
}
#endif

} // namespace eg::weight_gradient
