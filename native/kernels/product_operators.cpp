// The operators emojigen::pack_weight, unpack_weight, packed_linear and packed_convolution.
#include "processor.h"
#include "product.h"
#include "tensors.h"

#include <ATen/Parallel.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <torch/library.h>

#include <cstring>
#include <vector>

namespace eg::product {
namespace {

using Optional = Maybe<at::Tensor>;
using Table = std::vector<int32_t>;

#if defined(EG_X86_KERNELS)

constexpr int64_t WeightBlock = 768 << 10; // bytes that stay in the second-level cache beside all else

// Weights are packed, and turned, in squares of 32 outputs by 32 inputs: a step of bf16, two of float32.
constexpr int64_t Square = PairColumns;

// Steps whose rows stay next to the processor: 32 rows of 1,280 bytes, or of 320 or 128 bytes around 34 x 3 pixels.
constexpr int64_t LinearBlock = 20;
constexpr int64_t channel_block(int64_t channels) { return channels <= 1024 ? 5 : 2; }

// Packed weights lie alike at every level.
const Kernel& kernel_of(at::ScalarType type, Level most) {
    if (type == at::kBFloat16 && most >= Level::Amx) return amx;
    if (type == at::kBFloat16 && most >= Level::Avx512Bf16) return avx512bf16;
    if (type == at::kFloat && most >= Level::Avx512) return avx512;
    if (type == at::kFloat && most >= Level::Avx2) return avx2;
    TORCH_CHECK(false, "packed weights: no kernel multiplies ", type, " at this level");
}

// Where the squares of a kernel x kernel window of pixels begin that are `channels` wide and `pitch` to a row, in elements: for few channels all places in the
// window, so that a pixel once read serves them all.
Table window(int64_t channels, int64_t kernel, int64_t pitch) {
    Table squares;
    const auto block = channel_block(channels) * Square;
    for (int64_t c = 0; c < channels; c += block)
        for (int64_t y = 0; y < kernel; y++)
            for (int64_t x = 0; x < kernel; x++)
                for (int64_t i = c; i < std::min(channels, c + block); i += Square) squares.push_back(static_cast<int32_t>((y * pitch + x) * channels + i));
    return squares;
}

Table line(int64_t depth) {
    Table squares;
    for (int64_t i = 0; i < depth; i += Square) squares.push_back(static_cast<int32_t>(i));
    return squares;
}

// The steps of squares, in elements.
Table steps_of(const Table& squares, int64_t item_size) {
    Table steps;
    for (const auto square : squares)
        for (int64_t i = 0; i < Square; i += StepBytes / item_size) steps.push_back(static_cast<int32_t>(square + i));
    return steps;
}

Table in_bytes(Table elements, int64_t item_size) {
    for (auto& at : elements) at *= static_cast<int32_t>(item_size);
    return elements;
}

// Where a plain weight (outputs, inputs) or (outputs, y, x, channels) has its squares.
Table squares_of(at::IntArrayRef shape) { return shape.size() == 4 && shape[2] > 1 ? window(shape[1], shape[2], shape[2]) : line(shape[1]); }

void check_shape(at::IntArrayRef shape) {
    TORCH_CHECK(shape.size() == 2 || (shape.size() == 4 && shape[2] == shape[3]), "weights to pack are (outputs, inputs) or (outputs, channels, k, k), got ", shape);
    TORCH_CHECK(shape[1] % Square == 0, "weights to pack have inputs in multiples of ", Square, ", got ", shape);
}

at::Tensor pack_weight(const at::Tensor& weight, bool gated) {
    const at::AutoDispatchBelowADInplaceOrView below_autograd;
    const auto& kernel = kernel_of(weight.scalar_type(), level());
    check_shape(weight.sizes());
    const auto plain = weight.dim() == 4 ? weight.contiguous(at::MemoryFormat::ChannelsLast) : weight.contiguous();
    const auto columns = steps_of(squares_of(weight.sizes()), weight.element_size());
    const Weights w{nullptr, weight.size(0), static_cast<int64_t>(columns.size()), gated};
    auto packed = at::empty({packed_bytes(w.outputs, w.steps)}, weight.options().dtype(at::kByte));
    at::parallel_for(0, pairs(w.outputs), 1, [&](int64_t begin, int64_t end) {
        kernel.pack(plain.data_ptr(), plain.numel() / w.outputs, columns.data(), w, static_cast<char*>(packed.data_ptr()), begin, end);
    });
    return packed;
}

at::Tensor unpack_weight(const at::Tensor& packed, at::IntArrayRef shape, bool gated, at::ScalarType type) {
    const at::AutoDispatchBelowADInplaceOrView below_autograd;
    const auto& kernel = kernel_of(type, highest_level());
    check_shape(shape);
    auto options = packed.options().dtype(type);
    auto plain = shape.size() == 4 ? at::empty(shape, options.memory_format(at::MemoryFormat::ChannelsLast)) : at::empty(shape, options);
    const auto columns = steps_of(squares_of(shape), plain.element_size());
    const Weights w{static_cast<const char*>(packed.data_ptr()), shape[0], static_cast<int64_t>(columns.size()), gated};
    TORCH_CHECK(packed.numel() == packed_bytes(w.outputs, w.steps), "unpack_weight: weights of another shape than ", shape);
    at::parallel_for(0, pairs(w.outputs), 1, [&](int64_t begin, int64_t end) {
        kernel.unpack(plain.data_ptr(), plain.numel() / w.outputs, columns.data(), w, begin, end);
    });
    return plain;
}

// The packed weights of a product's gradient: of (outputs, inputs) those of (inputs, outputs), of a convolution turned by half a turn too.
at::Tensor turn_weight(const at::Tensor& packed, at::IntArrayRef shape, at::ScalarType type) {
    const at::AutoDispatchBelowADInplaceOrView below_autograd;
    const auto& kernel = kernel_of(type, level());
    check_shape(shape);
    const auto outputs = shape[0], inputs = shape[1], window = shape.size() == 4 ? shape[2] : 1, places = window * window;
    TORCH_CHECK(outputs % Square == 0, "weights to turn have outputs in multiples of ", Square, ", got ", shape);
    const int64_t turned_shape[] = {inputs, outputs, window, window};
    const auto from = squares_of(shape), to = squares_of(at::IntArrayRef(turned_shape, shape.size()));
    const auto squares = static_cast<int64_t>(from.size()), turned_squares = static_cast<int64_t>(to.size());
    const auto steps_of_square = Square * static_cast<int64_t>(c10::elementSize(type)) / StepBytes;
    TORCH_CHECK(packed.numel() == packed_bytes(outputs, squares * steps_of_square), "turn_weight: weights of another shape than ", shape);
    // Where a place of the window and 32 outputs are among the turned squares.
    std::vector<int64_t> square_of(to.size());
    for (int64_t s = 0; s < turned_squares; s++) square_of[static_cast<size_t>(to[s] / outputs * (outputs / Square) + to[s] % outputs / Square)] = s;
    const auto all = outputs / Square;
    std::vector<int64_t> turned_to(static_cast<size_t>(all * squares));
    for (int64_t pair = 0; pair < all; pair++)
        for (int64_t s = 0; s < squares; s++)
            turned_to[static_cast<size_t>(pair * squares + s)] =
                from[s] % inputs / Square * turned_squares + square_of[static_cast<size_t>((places - 1 - from[s] / inputs) * all + pair)];
    auto turned = at::empty({packed_bytes(inputs, turned_squares * steps_of_square)}, packed.options());
    const Weights w{static_cast<const char*>(packed.data_ptr()), outputs, squares * steps_of_square, false};
    at::parallel_for(0, all, 1, [&](int64_t begin, int64_t end) { kernel.turn(w, turned_to.data(), static_cast<char*>(turned.data_ptr()), begin, end); });
    return turned;
}

struct Finish {
    at::Tensor bias, row_bias, residual;

    Finish(const Optional& b, const Optional& rows, const Optional& added) {
        if (b.has_value() && b->defined()) bias = b->to(at::kFloat).contiguous();
        if (rows.has_value() && rows->defined()) row_bias = rows->to(at::kFloat).contiguous();
        if (added.has_value() && added->defined()) residual = *added;
    }

    // `out` and the residual as matrices of rows.
    void put(Problem& p, const at::Tensor& out, int64_t row_group) {
        p.out = out.data_ptr();
        p.out_stride = p.weights.gated ? p.weights.outputs / 2 : p.weights.outputs;
        p.bias = bias.defined() ? bias.data_ptr<float>() : nullptr;
        p.row_bias = row_bias.defined() ? row_bias.data_ptr<float>() : nullptr;
        p.row_group = row_group;
        if (!residual.defined()) return;
        TORCH_CHECK(residual.sizes() == out.sizes() && residual.scalar_type() == out.scalar_type(), "what is added is ", residual.sizes(), " in ",
            residual.scalar_type(), ", expected ", out.sizes(), " in ", out.scalar_type());
        residual = out.dim() == 4 ? residual.contiguous(at::MemoryFormat::ChannelsLast) : residual.contiguous();
        p.residual = residual.data_ptr();
        p.residual_stride = p.out_stride;
    }
};

// Blocks of pairs and of tiles for so many threads.
void plan(Problem& p, const Kernel& kernel, int threads) {
    const auto all = pairs(p.weights.outputs);
    p.tile_block = std::min(kernel.tile_block, divided(p.tile_count, 2) * 2);
    const auto blocks = divided(p.tile_count, p.tile_block);
    auto groups = divided(all * p.weights.steps * 2 * TileBytes, WeightBlock);
    // Enough tasks that no thread waits long for another, and as many for each.
    if (groups * blocks < 4 * threads) groups = divided(4 * threads, blocks);
    if (blocks % threads != 0) groups = divided(groups, threads) * threads;
    p.pair_block = divided(all, std::min(groups, all));
}

void compute(Problem& p, const Kernel& kernel) {
    plan(p, kernel, at::get_num_threads());
    const auto tasks = divided(pairs(p.weights.outputs), p.pair_block) * divided(p.tile_count, p.tile_block);
    at::parallel_for(0, tasks, 1, [&](int64_t begin, int64_t end) { kernel.run(p, begin, end); });
}

at::Tensor packed_linear(const at::Tensor& given, const at::Tensor& packed, int64_t outputs, const Optional& bias, const Optional& residual, int64_t after) {
    const at::AutoDispatchBelowADInplaceOrView below_autograd;
    const auto& kernel = kernel_of(given.scalar_type(), level());
    const auto depth = given.size(-1), item = static_cast<int64_t>(given.element_size());
    const auto what = static_cast<After>(after);
    Problem p{};
    p.weights = {static_cast<const char*>(packed.data_ptr()), outputs, depth * item / StepBytes, what == After::Geglu};
    TORCH_CHECK(depth % Square == 0 && packed.numel() == packed_bytes(outputs, p.weights.steps), "packed_linear: weights of another shape than (", outputs, ", ", depth, ")");
    const auto x = given.reshape({-1, depth}).contiguous();
    p.row_count = x.size(0);
    auto shape = given.sizes().vec();
    shape.back() = p.weights.gated ? outputs / 2 : outputs;
    auto out = at::empty(shape, given.options());
    if (p.row_count == 0) return out;
    Finish finish(bias, Nothing, residual);
    finish.put(p, out, 1);
    p.after = what;
    p.stride = depth * item;
    p.step_block = LinearBlock;
    const auto steps = in_bytes(steps_of(line(depth), item), item);
    p.steps = steps.data();
    std::vector<const char*> tiles;
    const auto* rows = static_cast<const char*>(x.data_ptr());
    for (int64_t i = 0; i + 16 <= p.row_count; i += 16) tiles.push_back(rows + i * p.stride);
    at::Tensor tail;
    if (const auto left = p.row_count % 16; left != 0) {
        tail = at::zeros({16, depth}, x.options());
        std::memcpy(tail.data_ptr(), rows + (p.row_count - left) * p.stride, static_cast<size_t>(left * p.stride));
        tiles.push_back(static_cast<const char*>(tail.data_ptr()));
    }
    p.tiles = tiles.data();
    p.tile_count = static_cast<int64_t>(tiles.size());
    compute(p, kernel);
    return out;
}

// Pictures with a rim of zeros around each, and some rows of zeros after the last.
at::Tensor rimmed(const at::Tensor& x, int64_t rim, int64_t slack) {
    const auto batch = x.size(0), channels = x.size(1), height = x.size(2), width = x.size(3), pitch = width + 2 * rim, rows = height + 2 * rim;
    auto out = at::empty({(batch * rows * pitch + slack) * channels}, x.options());
    const auto* from = static_cast<const char*>(x.data_ptr());
    auto* to = static_cast<char*>(out.data_ptr());
    const auto pixel = static_cast<size_t>(channels) * x.element_size();
    at::parallel_for(0, batch * rows, std::max<int64_t>(1, 65536 / (pitch * channels)), [&](int64_t begin, int64_t end) {
        for (auto r = begin; r < end; r++) {
            auto* row = to + r * pitch * pixel;
            const auto y = r % rows - rim;
            if (y < 0 || y >= height) {
                std::memset(row, 0, pixel * static_cast<size_t>(pitch));
                continue;
            }
            std::memset(row, 0, pixel * static_cast<size_t>(rim));
            std::memcpy(row + rim * pixel, from + (r / rows * height + y) * width * pixel, pixel * static_cast<size_t>(width));
            std::memset(row + (rim + width) * pixel, 0, pixel * static_cast<size_t>(rim));
        }
    });
    std::memset(to + batch * rows * pitch * pixel, 0, pixel * static_cast<size_t>(slack));
    return out;
}

at::Tensor packed_convolution(const at::Tensor& given, const at::Tensor& packed, int64_t outputs, int64_t kernel_size, int64_t stride, int64_t padding, const Optional& bias,
    const Optional& row_bias, const Optional& residual) {
    const at::AutoDispatchBelowADInplaceOrView below_autograd;
    TORCH_CHECK(given.dim() == 4, "packed_convolution takes (B, C, H, W), got ", given.sizes());
    const auto& kernel = kernel_of(given.scalar_type(), level());
    const auto x = given.contiguous(at::MemoryFormat::ChannelsLast);
    const auto batch = x.size(0), channels = x.size(1), pitch = x.size(3) + 2 * padding, in_rows = x.size(2) + 2 * padding;
    const auto height = (in_rows - kernel_size) / stride + 1, width = (pitch - kernel_size) / stride + 1;
    TORCH_CHECK(channels % Square == 0 && in_rows >= kernel_size && pitch >= kernel_size, "packed_convolution: ", x.sizes(), " does not fit a kernel of ", kernel_size);
    const auto item = static_cast<int64_t>(x.element_size()), pixel = channels * item;
    const auto steps = in_bytes(steps_of(kernel_size > 1 ? window(channels, kernel_size, pitch) : line(channels), item), item);
    Problem p{};
    p.weights = {static_cast<const char*>(packed.data_ptr()), outputs, static_cast<int64_t>(steps.size()), false};
    TORCH_CHECK(packed.numel() == packed_bytes(outputs, p.weights.steps), "packed_convolution: weights of another shape than (", outputs, ", ", channels, ", ",
        kernel_size, ", ", kernel_size, ")");
    auto out = at::empty({batch, outputs, height, width}, x.options().memory_format(at::MemoryFormat::ChannelsLast));
    p.row_count = batch * height * width;
    if (p.row_count == 0) return out;
    Finish finish(bias, row_bias, residual);
    finish.put(p, out, height * width);
    p.stride = stride * pixel;
    p.steps = steps.data();
    p.step_block = kernel_size > 1 ? channel_block(channels) * kernel_size * kernel_size : LinearBlock;

    // Tiles of 16 pixels of one row where rows are so wide; else of 16 places in the rimmed picture, some of which are rim.
    const bool in_rows_of_16 = width % 16 == 0 || (kernel_size == 1 && padding == 0 && stride == 1 && p.row_count % 16 == 0);
    const bool as_it_is = padding == 0 && in_rows_of_16;
    const auto source = as_it_is ? x : rimmed(x, padding, 17 * stride * kernel_size);
    const auto* pixels = static_cast<const char*>(source.data_ptr());
    std::vector<const char*> tiles;
    Table rows;
    if (in_rows_of_16 && width % 16 != 0) {
        for (int64_t i = 0; i < p.row_count; i += 16) tiles.push_back(pixels + i * pixel);
    } else if (in_rows_of_16) {
        for (int64_t b = 0; b < batch; b++)
            for (int64_t y = 0; y < height; y++)
                for (int64_t i = 0; i < width; i += 16) tiles.push_back(pixels + ((b * in_rows + y * stride) * pitch + i * stride) * pixel);
    } else {
        const auto places = (height - 1) * pitch + width;
        for (int64_t b = 0; b < batch; b++)
            for (int64_t i = 0; i < places; i += 16) {
                tiles.push_back(pixels + (b * in_rows * pitch + i * stride) * pixel);
                for (auto at = i; at < i + 16; at++) rows.push_back(at < places && at % pitch < width ? static_cast<int32_t>((b * height + at / pitch) * width + at % pitch) : -1);
            }
        p.rows = rows.data();
    }
    p.tiles = tiles.data();
    p.tile_count = static_cast<int64_t>(tiles.size());
    compute(p, kernel);
    return out;
}

#endif

} // namespace

TORCH_LIBRARY_FRAGMENT(emojigen, m) {
    m.def("pack_weight(Tensor weight, bool gated) -> Tensor");
    m.def("unpack_weight(Tensor packed, int[] shape, bool gated, ScalarType dtype) -> Tensor");
    m.def("turn_weight(Tensor packed, int[] shape, ScalarType dtype) -> Tensor");
    m.def("packed_linear(Tensor x, Tensor packed, int outputs, Tensor? bias, Tensor? residual, int after) -> Tensor");
    m.def("packed_convolution(Tensor x, Tensor packed, int outputs, int kernel, int stride, int padding, Tensor? bias, Tensor? row_bias, Tensor? residual) -> Tensor");
}

#if defined(EG_X86_KERNELS)
TORCH_LIBRARY_IMPL(emojigen, CPU, m) {
    m.impl("pack_weight", pack_weight);
    m.impl("unpack_weight", unpack_weight);
    m.impl("turn_weight", turn_weight);
    m.impl("packed_linear", packed_linear);
    m.impl("packed_convolution", packed_convolution);
}
#endif

} // namespace eg::product
