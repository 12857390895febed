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

constexpr int64_t SumBytes = 640 << 10; // of a task, in the second-level cache beside a row of inputs and gradients

const Kernel& kernel_of(at::ScalarType type) {
    const auto now = level();
    if (type == at::kBFloat16 && now >= Level::Amx) return amx;
    if (type == at::kBFloat16 && now >= Level::Avx512Bf16) return avx512bf16;
    if (type == at::kFloat && now >= Level::Avx512) return avx512;
    if (type == at::kFloat && now >= Level::Avx2) return avx2;
    TORCH_CHECK(false, "convolution_weight_gradient: no kernel multiplies ", type, " at this level");
}

Source pixels(const at::Tensor& x) { return {x.data_ptr(), x.size(1), x.size(0), x.size(2), x.size(3)}; }

at::Tensor packed(const Kernel& kernel, const Source& s, bool turned) {
    const auto rows = divided(s.pictures, kernel.group) * s.rows;
    auto memory = at::empty({divided(s.channels, 16) * rows * s.width * TileBytes}, at::TensorOptions().dtype(at::kByte));
    at::parallel_for(0, rows, grain(s.channels * kernel.group * s.width, 1 << 14),
        [&](int64_t begin, int64_t end) { kernel.pack(s, turned, static_cast<char*>(memory.data_ptr()), begin, end); });
    return memory;
}

int64_t tasks(const Problem& p) { return divided(divided(p.channels, 16), p.channel_block) * divided(divided(p.outputs, 16), p.output_block); }

void plan(Problem& p, int threads) {
    const auto channel_tiles = divided(p.channels, 16), output_tiles = divided(p.outputs, 16);
    const auto most = std::max<int64_t>(4, SumBytes / (p.kernel * p.kernel * TileBytes));
    p.output_block = std::min(divided(output_tiles, 2) * 2, std::max<int64_t>(2, most / 2 / 2 * 2));
    p.channel_block = std::min(divided(channel_tiles, 2) * 2, std::max<int64_t>(2, most / p.output_block / 2 * 2));
    // As many tasks for each thread.
    while (tasks(p) < threads && p.channel_block > 2) p.channel_block = divided(p.channel_block, 4) * 2;
    while (tasks(p) < threads && p.output_block > 2) p.output_block = divided(p.output_block, 4) * 2;
}

void compute(const Kernel& kernel, Problem& p, const Source& inputs, const Source& gradients) {
    const auto right = packed(kernel, inputs, false), left = packed(kernel, gradients, true);
    p.inputs = static_cast<const char*>(right.data_ptr());
    p.gradients = static_cast<const char*>(left.data_ptr());
    plan(p, at::get_num_threads());
    at::parallel_for(0, tasks(p), 1, [&](int64_t begin, int64_t end) { kernel.run(p, begin, end); });
}

at::Tensor convolution_weight_gradient(const at::Tensor& given_gradient, const at::Tensor& given, int64_t kernel, int64_t stride, int64_t padding) {
    const at::AutoDispatchBelowADInplaceOrView below_autograd;
    TORCH_CHECK(given_gradient.scalar_type() == given.scalar_type(), "convolution_weight_gradient takes two of one type, got ", given_gradient.scalar_type(), " and ",
        given.scalar_type());
    const auto& arithmetic = kernel_of(given.scalar_type());
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
    p.groups = divided(batch, arithmetic.group);
    p.height = x.size(2);
    p.width = x.size(3);
    p.out_height = gradient.size(2);
    p.out_width = gradient.size(3);
    TORCH_CHECK((p.height + 2 * padding - kernel) / stride + 1 == p.out_height && (p.width + 2 * padding - kernel) / stride + 1 == p.out_width,
        "convolution_weight_gradient: gradient ", gradient.sizes(), " is not of a convolution of ", x.sizes(), " with a kernel of ", kernel);
    auto out = at::empty({outputs, channels, kernel, kernel}, x.options().memory_format(at::MemoryFormat::ChannelsLast));
    p.out = out.data_ptr();
    compute(arithmetic, p, pixels(x), pixels(gradient));
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
