#include "bridge.h"

#include "errors.h"
#include "handles.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/index_ops.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <algorithm>
#include <cstdlib>
#include <dlfcn.h>
#include <omp.h>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

namespace eg {

thread_local std::string last_error;

namespace {

// The list type of aten::index's second argument: List<c10::optional<Tensor>> before 2.1, List<std::optional<Tensor>> since.
template <class> struct SecondArgument;
template <class R, class A, class B> struct SecondArgument<R(A, B)> { using type = std::decay_t<B>; };
using OptionalTensorList = SecondArgument<at::_ops::index_Tensor::schema>::type;

// The BLAS that this process calls, if it is a library of its own.
struct Blas {
    void* library = dlopen("libblas.so.3", RTLD_LAZY | RTLD_NOLOAD);

    ~Blas() {
        if (library != nullptr) dlclose(library);
    }

    template <class F> F function(const char* name) const { return reinterpret_cast<F>(dlsym(library != nullptr ? library : RTLD_DEFAULT, name)); }

    bool has(const char* name) const { return function<void*>(name) != nullptr; }
};

// What an argument of the schema needs that a plain value does not say by itself.
enum class Want { Any, Double, Bool, IntList, DoubleList, OptionalTensorList, TensorList };

struct Argument {
    Want want;
    int32_t length; // int[2] takes one number for both
    c10::IValue standard;
    bool has_standard;
};

Want want_of(const c10::Type& type) {
    switch (type.kind()) {
    case c10::TypeKind::OptionalType: return want_of(*type.containedType(0));
    case c10::TypeKind::FloatType: return Want::Double;
    case c10::TypeKind::BoolType: return Want::Bool;
    case c10::TypeKind::ListType: {
        const auto& element = *type.containedType(0);
        switch (element.kind()) {
        case c10::TypeKind::FloatType: return Want::DoubleList;
        case c10::TypeKind::TensorType: return Want::TensorList;
        case c10::TypeKind::OptionalType: return Want::OptionalTensorList;
        case c10::TypeKind::BoolType: return Want::Any;
        default: return Want::IntList;
        }
    }
    default: return Want::Any;
    }
}

} // namespace

struct Operator {
    c10::OperatorHandle handle;
    std::vector<Argument> arguments;

    explicit Operator(c10::OperatorHandle found) : handle(found) {
        for (const auto& argument : handle.schema().arguments()) {
            const auto& standard = argument.default_value();
            const auto length = argument.N();
            arguments.push_back({want_of(*argument.type()), length ? *length : 0, standard ? *standard : c10::IValue(), standard.has_value()});
        }
    }
};

namespace {

c10::IValue tensor_list(const eg_value& value, Want want) {
    const auto* handles = static_cast<const eg_tensor*>(value.pointer);
    if (want == Want::OptionalTensorList) {
        OptionalTensorList list;
        list.reserve(value.count);
        for (int32_t i = 0; i < value.count; i++) {
            if (handles[i] == nullptr) list.push_back({});
            else list.push_back(borrow(handles[i]));
        }
        return c10::IValue(std::move(list));
    }
    c10::List<at::Tensor> list;
    list.reserve(value.count);
    for (int32_t i = 0; i < value.count; i++) list.push_back(borrow(handles[i]));
    return c10::IValue(std::move(list));
}

template <class To, class From> c10::IValue number_list(const eg_value& value) {
    const auto* numbers = static_cast<const From*>(value.pointer);
    c10::List<To> list;
    list.reserve(value.count);
    for (int32_t i = 0; i < value.count; i++) list.push_back(static_cast<To>(numbers[i]));
    return c10::IValue(std::move(list));
}

c10::IValue to_ivalue(const eg_value& value, const Argument& argument, size_t position) {
    switch (static_cast<eg_kind>(value.kind)) {
    case EG_DEFAULT:
        TORCH_CHECK(argument.has_standard, "argument ", position, " has no default and was not given");
        return argument.standard;
    case EG_NONE: return {};
    case EG_TENSOR: {
        auto tensor = borrow(static_cast<eg_tensor>(value.pointer));
        // An undefined tensor stands for "absent", which a schema calls None.
        return tensor.defined() ? c10::IValue(std::move(tensor)) : c10::IValue();
    }
    case EG_INT:
        switch (argument.want) {
        case Want::Double: return static_cast<double>(value.integer);
        case Want::Bool: return value.integer != 0;
        case Want::IntList: return c10::IValue(c10::List<int64_t>(std::vector<int64_t>(std::max(argument.length, 1), value.integer)));
        default: return value.integer;
        }
    case EG_DOUBLE: return value.real;
    case EG_BOOL: return value.integer != 0;
    case EG_STRING: return std::string(static_cast<const char*>(value.pointer), value.count);
    case EG_INT_LIST:
        return argument.want == Want::DoubleList ? number_list<double, int64_t>(value) : number_list<int64_t, int64_t>(value);
    case EG_DOUBLE_LIST: return number_list<double, double>(value);
    case EG_BOOL_LIST: return number_list<bool, uint8_t>(value);
    case EG_TENSOR_LIST: return tensor_list(value, argument.want);
    case EG_DEVICE:
        return c10::Device(static_cast<c10::DeviceType>(value.integer & 0xff), static_cast<c10::DeviceIndex>(value.integer >> 32));
    case EG_GENERATOR: return at::Generator(borrow(static_cast<eg_generator>(value.pointer)));
    }
    TORCH_CHECK(false, "argument ", position, " is of unknown kind ", value.kind);
}

eg_value from_ivalue(c10::IValue&& result) {
    eg_value value{EG_NONE, 0, {nullptr}};
    if (result.isTensor()) {
        value.kind = EG_TENSOR;
        value.pointer = release(std::move(result).toTensor());
    } else if (result.isTensorList()) {
        const auto list = result.toTensorVector();
        auto* handles = static_cast<eg_tensor*>(std::malloc(std::max<size_t>(list.size(), 1) * sizeof(eg_tensor)));
        for (size_t i = 0; i < list.size(); i++) handles[i] = release(list[i]);
        value.kind = EG_TENSOR_LIST;
        value.count = static_cast<int32_t>(list.size());
        value.pointer = handles;
    } else if (result.isInt()) {
        value.kind = EG_INT;
        value.integer = result.toInt();
    } else if (result.isDouble()) {
        value.kind = EG_DOUBLE;
        value.real = result.toDouble();
    } else if (result.isBool()) {
        value.kind = EG_BOOL;
        value.integer = result.toBool();
    } else {
        TORCH_CHECK(result.isNone(), "a result of type ", result.tagKind(), " has no counterpart here");
    }
    return value;
}

} // namespace
} // namespace eg

using namespace eg;

int32_t eg_abi_version(void) { return EG_ABI_VERSION; }
int32_t eg_size_of_value(void) { return sizeof(eg_value); }
int32_t eg_size_of_description(void) { return sizeof(eg_description); }
const char* eg_last_error(void) { return last_error.c_str(); }
void eg_set_error(const char* message) { last_error = message; }
const char* eg_torch_version(void) { return TORCH_VERSION; }
void eg_free(void* memory) { std::free(memory); }

const char* eg_torch_config(void) {
    static const std::string text = at::show_config();
    return text.c_str();
}

const char* eg_blas(void) {
    static const std::string text = [] {
        const Blas blas;
        // Debian's libtorch calls whatever stands behind libblas.so.3; PyTorch's own has MKL or OpenBLAS inside.
        std::string found = blas.library != nullptr ? "reference" : "built in";
        if (blas.has("bli_info_get_version_str")) found = "blis";
        if (blas.has("MKL_Get_Version")) found = "mkl";
        if (blas.has("ATL_buildinfo")) found = "atlas";
        using Text = const char* (*)();
        const auto core = blas.function<Text>("openblas_get_corename");
        const auto config = blas.function<Text>("openblas_get_config");
        if (core != nullptr) found = std::string("openblas ") + core() + (config != nullptr ? std::string(": ") + config() : "");
        return found;
    }();
    return text.c_str();
}

int32_t eg_threads(void) { return at::get_num_threads(); }

int32_t eg_start_threads(int32_t threads) {
    return guard([&] { at::set_num_threads(threads); return 0; }, -1);
}

int32_t eg_set_threads(int32_t threads) {
    return guard([&] {
        // at::set_num_threads would also change what threads begin with that have not asked yet; as this one would at its first question, later.
        at::get_num_threads();
        omp_set_num_threads(threads);
        static const auto set_mkl = Blas().function<int (*)(int)>("MKL_Set_Num_Threads_Local");
        if (set_mkl != nullptr) set_mkl(threads);
        return 0;
    }, -1);
}

int32_t eg_cuda_devices(void) {
    return guard([] { return static_cast<int32_t>(torch::cuda::device_count()); }, 0);
}

int32_t eg_cuda_synchronize(int32_t device) {
    return guard([&] { torch::cuda::synchronize(device); return 0; }, -1);
}

eg_op eg_find(const char* name, const char* overload) {
    return guard([&]() -> eg_op {
        auto found = c10::Dispatcher::singleton().findSchema({name, overload});
        TORCH_CHECK(found.has_value(), "libtorch ", TORCH_VERSION, " has no operator ", name, *overload != 0 ? "." : "", overload);
        return reinterpret_cast<eg_op>(new Operator(*found));
    }, static_cast<eg_op>(nullptr));
}

const char* eg_schema(eg_op op) {
    thread_local std::string text;
    std::ostringstream stream;
    stream << reinterpret_cast<Operator*>(op)->handle.schema();
    text = stream.str();
    return text.c_str();
}

int32_t eg_call(eg_op op, const eg_value* arguments, int32_t count, eg_value* results, int32_t capacity) {
    return guard([&]() -> int32_t {
        const auto& target = *reinterpret_cast<Operator*>(op);
        TORCH_CHECK(static_cast<size_t>(count) <= target.arguments.size(), "takes ", target.arguments.size(), " arguments, got ", count);
        const eg_value absent{EG_DEFAULT, 0, {nullptr}};
        torch::jit::Stack stack;
        stack.reserve(target.arguments.size() + 2);
        for (size_t i = 0; i < target.arguments.size(); i++)
            stack.push_back(to_ivalue(i < static_cast<size_t>(count) ? arguments[i] : absent, target.arguments[i], i));
        target.handle.callBoxed(&stack);
        TORCH_CHECK(stack.size() <= static_cast<size_t>(capacity), "gave ", stack.size(), " results where at most ", capacity, " fit");
        for (size_t i = 0; i < stack.size(); i++) results[i] = from_ivalue(std::move(stack[i]));
        return static_cast<int32_t>(stack.size());
    }, -1);
}

eg_tensor eg_tensor_from_memory(void* data, const int64_t* sizes, int32_t dimensions, int32_t dtype, void (*release_memory)(void*), void* context) {
    return guard([&] {
        const auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype));
        const at::IntArrayRef shape(sizes, static_cast<size_t>(dimensions));
        if (release_memory == nullptr) return release(at::from_blob(data, shape, options));
        return release(at::from_blob(data, shape, [=](void*) { release_memory(context); }, options));
    }, static_cast<eg_tensor>(nullptr));
}

eg_tensor eg_tensor_share(eg_tensor tensor) { return release(borrow(tensor)); }

void eg_tensor_free(eg_tensor tensor) { own(tensor); }

int32_t eg_tensor_describe(eg_tensor handle, eg_description* description) {
    return guard([&] {
        const auto tensor = borrow(handle);
        const bool strided = tensor.layout() == at::kStrided;
        const auto device = tensor.device();
        description->sizes = tensor.sizes().data();
        description->strides = strided ? tensor.strides().data() : nullptr;
        description->elements = tensor.numel();
        description->data = strided && tensor.has_storage() && tensor.numel() > 0 ? tensor.data_ptr() : nullptr;
        description->dimensions = static_cast<int32_t>(tensor.dim());
        description->dtype = static_cast<int32_t>(tensor.scalar_type());
        description->device_type = static_cast<int32_t>(device.type());
        description->device_index = device.index();
        description->item_size = static_cast<int32_t>(tensor.itemsize());
        description->flags = (tensor.requires_grad() ? EG_REQUIRES_GRAD : 0) | (tensor.is_leaf() ? EG_LEAF : 0) | (strided ? EG_STRIDED : 0)
            | (strided && tensor.is_contiguous() ? EG_CONTIGUOUS : 0)
            | (strided && tensor.dim() == 4 && tensor.is_contiguous(at::MemoryFormat::ChannelsLast) ? EG_CHANNELS_LAST : 0);
        return 0;
    }, -1);
}
