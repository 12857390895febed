// A second device made of host memory, for tests: libtorch's PrivateUse1. What it computes it computes on the CPU, so that it gives the CPU's
// numbers, but an operator that meets tensors of it and of the CPU raises, as CUDA's would, and what crosses between the two is counted.
//
// A library of its own, which tests load; nothing of it is in the bridge. It costs no memory of its own either: a tensor of the device and the one of
// the CPU that computes in its place share theirs.
#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/library.h>
#include <torch/version.h>

#include <atomic>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace {

constexpr auto kType = c10::DeviceType::PrivateUse1;

std::atomic<int64_t> to_device{0}, to_host{0}, in_use{0}, most_in_use{0}, limit{INT64_MAX};

c10::Device here() { return c10::Device(kType, 0); }

// ---- memory

struct Block {
    c10::DataPtr memory;
    int64_t bytes;
};

void give(void* context) {
    auto* block = static_cast<Block*>(context);
    in_use -= block->bytes;
    delete block;
}

c10::DataPtr of_device(c10::DataPtr memory, int64_t bytes) {
    void* data = memory.get();
    const auto now = in_use += bytes;
    for (auto most = most_in_use.load(); now > most && !most_in_use.compare_exchange_weak(most, now);) {}
    return {data, new Block{std::move(memory), bytes}, &give, here()};
}

c10::DataPtr take(size_t bytes) {
    // The words of CUDA's allocator, by which whoever asked knows what happened.
    TORCH_CHECK(in_use + static_cast<int64_t>(bytes) <= limit, "HOST out of memory. Tried to allocate ", bytes, " bytes");
    return of_device(c10::GetCPUAllocator()->allocate(bytes), static_cast<int64_t>(bytes));
}

// libtorch's interface has changed: `allocate` is const up to 2.2, `copy_data` is there since 2.2.
struct Allocator final : c10::Allocator {
    c10::DataPtr allocate(size_t bytes) const { return take(bytes); }
    c10::DataPtr allocate(size_t bytes) { return take(bytes); }
    void copy_data(void* to, const void* from, size_t bytes) const { std::memcpy(to, from, bytes); }
    c10::DeleterFnPtr raw_deleter() const override { return nullptr; }
} allocator;

REGISTER_ALLOCATOR(kType, &allocator)

struct Guard final : c10::impl::DeviceGuardImplInterface {
    c10::DeviceType type() const override { return kType; }
    c10::Device exchangeDevice(c10::Device) const override { return here(); }
    c10::Device getDevice() const override { return here(); }
    void setDevice(c10::Device) const override {}
    void uncheckedSetDevice(c10::Device) const noexcept override {}
    c10::Stream getStream(c10::Device) const noexcept override { return c10::Stream(c10::Stream::DEFAULT, here()); }
    c10::Stream exchangeStream(c10::Stream) const noexcept override { return c10::Stream(c10::Stream::DEFAULT, here()); }
    c10::DeviceIndex deviceCount() const noexcept override { return 1; }
};

C10_REGISTER_GUARD_IMPL(PrivateUse1, Guard)

// ---- between the device's tensors and the CPU's

at::Tensor over(const c10::Storage& storage, const at::Tensor& like, c10::DispatchKey key) {
    auto tensor = at::detail::make_tensor<c10::TensorImpl>(c10::Storage(storage), c10::DispatchKeySet(key), like.dtype());
    auto* made = tensor.unsafeGetTensorImpl();
    made->set_storage_offset(like.storage_offset());
    made->set_sizes_and_strides(like.sizes(), like.strides());
    if (like.unsafeGetTensorImpl()->is_wrapped_number()) made->set_wrapped_number(true);
    return tensor;
}

void let_go(void* context) { delete static_cast<c10::Storage*>(context); }

// The CPU's view of the same memory; it can grow, into memory of the CPU's.
at::Tensor on_host(const at::Tensor& tensor) {
    const auto& storage = tensor.storage();
    c10::DataPtr memory(const_cast<void*>(static_cast<const void*>(storage.data())), new c10::Storage(storage), &let_go, c10::Device(c10::DeviceType::CPU));
    const c10::Storage shared(c10::Storage::use_byte_size_t(), storage.nbytes(), std::move(memory), c10::GetCPUAllocator(), /*resizable=*/true);
    return over(shared, tensor, c10::DispatchKey::CPU);
}

c10::Storage of_result(const at::Tensor& result) {
    const auto& storage = result.storage();
    c10::DataPtr memory(const_cast<void*>(static_cast<const void*>(storage.data())), new c10::Storage(storage), &let_go, c10::Device(c10::DeviceType::CPU));
    const auto bytes = storage.nbytes();
    return c10::Storage(c10::Storage::use_byte_size_t(), bytes, of_device(std::move(memory), static_cast<int64_t>(bytes)), &allocator, /*resizable=*/true);
}

// One call of an operator: the tensors of the device that it was given, and what the CPU computes with in their place.
class Call {
public:
    explicit Call(const c10::OperatorHandle& op) : op(op) {}

    at::Tensor to_host(const at::Tensor& tensor) {
        if (!tensor.defined()) return tensor;
        if (tensor.device().type() != kType) {
            // A number in a tensor's clothes goes everywhere, also where CUDA computes.
            if (tensor.dim() != 0) host_tensor = true;
            return tensor;
        }
        device_tensor = true;
        for (const auto& [given, host] : pairs)
            if (given.is_same(tensor)) return host;
        pairs.emplace_back(tensor, on_host(tensor));
        return pairs.back().second;
    }

    void check() const {
        TORCH_CHECK(!(host_tensor && device_tensor), op.schema().operator_name(), " met tensors of two devices, cpu and ", here());
    }

    // What was grown or laid out anew in place is so on the device too.
    void take_over_changes() {
        for (auto& [given, host] : pairs) {
            auto* tensor = given.unsafeGetTensorImpl();
            if (host.storage().data() != given.storage().data() || host.storage().nbytes() != given.storage().nbytes())
                tensor->set_storage_keep_dtype(of_result(host));
            if (host.sizes() != given.sizes() || host.strides() != given.strides()) tensor->set_sizes_and_strides(host.sizes(), host.strides());
        }
    }

    at::Tensor to_device(const at::Tensor& result) const {
        if (!result.defined() || result.device().type() == kType) return result;
        for (const auto& [given, host] : pairs) {
            if (host.is_same(result)) return given;
            if (host.storage().data() == result.storage().data() && result.storage().data() != nullptr)
                return over(given.storage(), result, c10::DispatchKey::PrivateUse1);
        }
        return over(of_result(result), result, c10::DispatchKey::PrivateUse1);
    }

private:
    const c10::OperatorHandle& op;
    std::vector<std::pair<at::Tensor, at::Tensor>> pairs;
    bool host_tensor = false, device_tensor = false;
};

using OptionalTensor = decltype(std::declval<c10::IValue>().toOptional<at::Tensor>());

// Calls the CPU's operator. The CPU of older libtorch lacks many in float16, which cards have: those compute on copies in float32, rounded afterwards.
void call_on_cpu(const c10::OperatorHandle& op, torch::jit::Stack* stack, size_t first) {
    const std::vector<c10::IValue> given(stack->begin() + static_cast<std::ptrdiff_t>(first), stack->end());
    const auto is_half = [](const at::Tensor& tensor) { return tensor.defined() && tensor.scalar_type() == at::kHalf; };
    bool halves = false;
    for (const auto& value : given) {
        if (value.isTensor()) halves = halves || is_half(value.toTensor());
        else if (value.isTensorList())
            for (const auto& tensor : value.toTensorVector()) halves = halves || is_half(tensor);
    }
    // An exception costs milliseconds, which a network of thousands of calls does not have.
    static std::mutex at_once;
    static std::set<std::string> lacking;
    const auto name = op.schema().name() + "." + op.schema().overload_name();
    const auto lacks = [&] {
        const std::lock_guard<std::mutex> lock(at_once);
        return lacking.count(name) > 0;
    };
    if (!halves || !lacks()) {
        try {
            op.callBoxed(stack);
            return;
        } catch (const c10::Error& error) {
            if (!halves || std::string(error.what()).find("Half") == std::string::npos) throw;
            const std::lock_guard<std::mutex> lock(at_once);
            lacking.insert(name);
        }
    }
    stack->resize(first);
    bool wants_float = false;
    const auto wide = [&](const at::Tensor& tensor) { return is_half(tensor) ? tensor.to(at::kFloat) : tensor; };
    for (size_t i = 0; i < given.size(); i++) {
        const auto& value = given[i];
        const auto& argument = op.schema().arguments()[i];
        if (value.isTensor()) stack->push_back(wide(value.toTensor()));
        else if (value.isTensorList()) {
            c10::List<at::Tensor> list;
            for (const auto& tensor : value.toTensorVector()) list.push_back(wide(tensor));
            stack->push_back(std::move(list));
        } else {
            wants_float = wants_float || (argument.name() == "dtype" && value.isInt() && value.toInt() == static_cast<int64_t>(at::kFloat));
            stack->push_back(value);
        }
    }
    const std::vector<c10::IValue> widened(stack->begin() + static_cast<std::ptrdiff_t>(first), stack->end());
    op.callBoxed(stack);
    const auto narrow = [&](const at::Tensor& result) {
        if (!result.defined() || result.scalar_type() != at::kFloat) return result;
        for (size_t i = 0; i < given.size(); i++) {
            if (!given[i].isTensor() || !widened[i].toTensor().is_same(result) || !is_half(given[i].toTensor())) continue;
            given[i].toTensor().copy_(result); // written in place
            return given[i].toTensor();
        }
        return wants_float ? result : result.to(at::kHalf);
    };
    for (size_t i = first; i < stack->size(); i++) {
        auto& value = (*stack)[i];
        if (value.isTensor()) value = narrow(value.toTensor());
        else if (value.isTensorList()) {
            c10::List<at::Tensor> list;
            for (const auto& tensor : value.toTensorVector()) list.push_back(narrow(tensor));
            value = std::move(list);
        }
    }
}

void compute_on_host(const c10::OperatorHandle& op, c10::DispatchKeySet, torch::jit::Stack* stack) {
    Call call(op);
    const auto count = op.schema().arguments().size();
    const auto first = stack->size() - count;
    for (size_t i = first; i < stack->size(); i++) {
        auto& value = (*stack)[i];
        if (value.isTensor()) value = call.to_host(value.toTensor());
        else if (value.isTensorList()) {
            c10::List<at::Tensor> list;
            for (const auto& tensor : value.toTensorVector()) list.push_back(call.to_host(tensor));
            value = std::move(list);
        } else if (value.isOptionalTensorList()) {
            c10::List<OptionalTensor> list;
            for (const auto& tensor : value.toOptionalTensorVector()) list.push_back(tensor ? OptionalTensor(call.to_host(*tensor)) : OptionalTensor());
            value = std::move(list);
        } else if (value.isDevice() && value.toDevice().type() == kType) {
            value = c10::Device(c10::DeviceType::CPU);
        }
    }
    call.check();
    call_on_cpu(op, stack, first);
    call.take_over_changes();
    const auto results = op.schema().returns().size();
    for (size_t i = stack->size() - results; i < stack->size(); i++) {
        auto& value = (*stack)[i];
        if (value.isTensor()) value = call.to_device(value.toTensor());
        else if (value.isTensorList()) {
            c10::List<at::Tensor> list;
            for (const auto& tensor : value.toTensorVector()) list.push_back(call.to_device(tensor));
            value = std::move(list);
        } else if (value.isScalar() || value.isBool()) {
            to_host++; // the host has waited for a number
        }
    }
}

// ---- what must be told apart

at::Tensor empty(at::IntArrayRef sizes, c10::optional<at::ScalarType> dtype, c10::optional<at::Layout>, c10::optional<at::Device>, c10::optional<bool>,
                 c10::optional<at::MemoryFormat> format) {
    const auto type = c10::scalarTypeToTypeMeta(dtype.value_or(at::kFloat));
    int64_t elements = 1;
    for (const auto size : sizes) elements *= size;
    const auto bytes = static_cast<size_t>(elements) * type.itemsize();
    c10::Storage storage(c10::Storage::use_byte_size_t(), bytes, take(bytes), &allocator, /*resizable=*/true);
    auto tensor = at::detail::make_tensor<c10::TensorImpl>(std::move(storage), c10::DispatchKeySet(c10::DispatchKey::PrivateUse1), type);
    tensor.unsafeGetTensorImpl()->set_sizes_contiguous(sizes);
    if (format && *format != at::MemoryFormat::Contiguous && *format != at::MemoryFormat::Preserve)
        tensor.unsafeGetTensorImpl()->empty_tensor_restride(*format);
    return tensor;
}

at::Tensor empty_strided(at::IntArrayRef sizes, at::IntArrayRef strides, c10::optional<at::ScalarType> dtype, c10::optional<at::Layout>,
                         c10::optional<at::Device>, c10::optional<bool>) {
    const auto type = c10::scalarTypeToTypeMeta(dtype.value_or(at::kFloat));
    int64_t last = 0;
    bool none = false;
    for (size_t i = 0; i < sizes.size(); i++) {
        none = none || sizes[i] == 0;
        last += (sizes[i] - 1) * strides[i];
    }
    const auto bytes = none ? 0 : static_cast<size_t>(last + 1) * type.itemsize();
    c10::Storage storage(c10::Storage::use_byte_size_t(), bytes, take(bytes), &allocator, /*resizable=*/true);
    auto tensor = at::detail::make_tensor<c10::TensorImpl>(std::move(storage), c10::DispatchKeySet(c10::DispatchKey::PrivateUse1), type);
    tensor.unsafeGetTensorImpl()->set_sizes_and_strides(sizes, strides);
    return tensor;
}

// The one way between the two.
at::Tensor& copy_(at::Tensor& self, const at::Tensor& source, bool non_blocking) {
    const bool to = self.device().type() == kType, from = source.device().type() == kType;
    if (to && !from) to_device++;
    if (from && !to) to_host++;
    auto target = to ? on_host(self) : self;
    target.copy_(from ? on_host(source) : source, non_blocking);
    return self;
}

at::Scalar item(const at::Tensor& self) {
    to_host++;
    return on_host(self).item();
}

at::Tensor& set_storage(at::Tensor& self, at::Storage storage, int64_t offset, at::IntArrayRef sizes, at::IntArrayRef strides) {
    auto* tensor = self.unsafeGetTensorImpl();
    tensor->set_storage_keep_dtype(std::move(storage));
    tensor->set_storage_offset(offset);
    tensor->set_sizes_and_strides(sizes, strides);
    return self;
}

at::Tensor as_strided(const at::Tensor& self, at::IntArrayRef sizes, at::IntArrayRef strides, c10::optional<int64_t> offset) {
    auto tensor = at::detail::make_tensor<c10::TensorImpl>(c10::Storage(self.storage()), c10::DispatchKeySet(c10::DispatchKey::PrivateUse1), self.dtype());
    tensor.unsafeGetTensorImpl()->set_storage_offset(offset.value_or(self.storage_offset()));
    tensor.unsafeGetTensorImpl()->set_sizes_and_strides(sizes, strides);
    return tensor;
}

TORCH_LIBRARY_IMPL(_, PrivateUse1, m) { m.fallback(torch::CppFunction::makeFromBoxedFunction<&compute_on_host>()); }

TORCH_LIBRARY_IMPL(aten, PrivateUse1, m) {
    m.impl("empty.memory_format", empty);
    m.impl("empty_strided", empty_strided);
    m.impl("copy_", copy_);
    m.impl("_local_scalar_dense", item);
    m.impl("as_strided", as_strided);
    m.impl("set_.source_Storage_storage_offset", set_storage);
    // libtorch would compose these of others for a device that it does not know, or ask it for what is not there: the CPU's own are meant.
    for (const auto* name : {"convolution", "convolution_backward", "convolution_overrideable", "convolution_backward_overrideable", "native_group_norm",
                             "native_layer_norm", "native_group_norm_backward", "native_layer_norm_backward"})
        m.impl(name, torch::CppFunction::makeFromBoxedFunction<&compute_on_host>());
}

} // namespace

#define TEST_API extern "C" __attribute__((visibility("default")))

TEST_API int32_t host_device_type() { return static_cast<int32_t>(kType); }
TEST_API int64_t host_device_to_device() { return to_device; }
TEST_API int64_t host_device_to_host() { return to_host; }
TEST_API int64_t host_device_bytes() { return in_use; }
TEST_API int64_t host_device_most_bytes() { return most_in_use; }
TEST_API void host_device_forget_most() { most_in_use = in_use.load(); }
TEST_API void host_device_limit(int64_t bytes) { limit = bytes; }
