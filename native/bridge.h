// The C ABI between EmojiGen and libtorch.
//
// Everything that computes goes through one door, PyTorch's dispatcher (eg_call): a new operator needs no line here.
// Beside it stand only what the dispatcher does not do: tensor handles, autograd, generators, and questions about the machine.
//
// Conventions: a function that can fail returns a negative number or a null pointer and leaves its reason in eg_last_error()
// (one per thread, valid until the thread's next failure). No C++ exception crosses this border.
// A tensor handle owns one reference; whoever receives one frees it with eg_tensor_free. Null stands for the undefined tensor.
#pragma once

#include <stdint.h>

#define EG_API __attribute__((visibility("default")))

// Raised when a struct, a function or a meaning below changes; the managed side refuses any other.
#define EG_ABI_VERSION 3

#ifdef __cplusplus
extern "C" {
#endif

typedef struct eg_tensor_opaque* eg_tensor;
typedef struct eg_op_opaque* eg_op;
typedef struct eg_generator_opaque* eg_generator;
typedef struct eg_group_opaque* eg_group;
typedef struct eg_work_opaque* eg_work;
typedef struct eg_hook_opaque* eg_hook;

typedef enum {
    EG_DEFAULT = 0,      // an argument left to the schema's default
    EG_NONE = 1,
    EG_TENSOR = 2,       // pointer: eg_tensor
    EG_INT = 3,          // integer; also dtypes, layouts and memory formats, by their c10 numbers
    EG_DOUBLE = 4,       // real
    EG_BOOL = 5,         // integer 0 or 1
    EG_STRING = 6,       // pointer: UTF-8, count bytes
    EG_INT_LIST = 7,     // pointer: count int64_t
    EG_DOUBLE_LIST = 8,  // pointer: count double
    EG_BOOL_LIST = 9,    // pointer: count uint8_t
    EG_TENSOR_LIST = 10, // pointer: count eg_tensor; null where an optional tensor is absent
    EG_DEVICE = 11,      // integer: device type in the low 32 bits, index in the high 32
    EG_GENERATOR = 12    // pointer: eg_generator
} eg_kind;

typedef struct {
    int32_t kind;
    int32_t count;
    union {
        void* pointer;
        int64_t integer;
        double real;
    };
} eg_value;

enum {
    EG_REQUIRES_GRAD = 1,
    EG_LEAF = 2,
    EG_CONTIGUOUS = 4,
    EG_CHANNELS_LAST = 8,
    EG_STRIDED = 16      // has sizes, strides and memory that can be read; false for oneDNN's own layout
};

typedef struct {
    void* data;             // first element; null for an empty or opaque tensor
    const int64_t* sizes;   // `dimensions` numbers, valid while the tensor lives and keeps its shape
    const int64_t* strides; // in elements; null unless EG_STRIDED
    int64_t elements;
    int32_t dimensions;
    int32_t dtype;          // c10::ScalarType
    int32_t device_type;    // c10::DeviceType
    int32_t device_index;   // -1 for the CPU
    int32_t item_size;      // bytes
    int32_t flags;
} eg_description;

// ---- the library
EG_API int32_t eg_abi_version(void);
EG_API int32_t eg_size_of_value(void);
EG_API int32_t eg_size_of_description(void);
EG_API const char* eg_last_error(void);
EG_API const char* eg_torch_version(void);  // "1.13.1": of the headers this was built with
EG_API const char* eg_torch_config(void);   // libtorch's own description of its build and of the CPU kernels in use
EG_API const char* eg_blas(void);           // "openblas SkylakeX ...", "mkl ...", "reference", "built in"
EG_API int32_t eg_threads(void);                    // that an operator called by this thread may use
EG_API int32_t eg_set_threads(int32_t threads);     // of this thread alone
EG_API int32_t eg_start_threads(int32_t threads);   // of this thread, and what others begin with
EG_API int32_t eg_cuda_devices(void);       // 0 where this libtorch has no CUDA or the machine no device
EG_API int32_t eg_cuda_synchronize(int32_t device);
EG_API void eg_free(void* memory);          // the arrays of EG_TENSOR_LIST results and of eg_gradients

// ---- kernels of our own: 0 plain, 1 AVX2, 2 AVX-512, 3 AVX-512 with BF16, 4 AMX
EG_API int32_t eg_highest_kernel_level(void); // of this processor
EG_API void eg_limit_kernels(int32_t level);  // uses none above it, in the whole process

// ---- operators
EG_API eg_op eg_find(const char* name, const char* overload); // "aten::conv2d", ""; lives as long as the process
EG_API const char* eg_schema(eg_op op);                        // "aten::relu(Tensor self) -> Tensor"; valid until the thread's next call
// Arguments by position; those missing at the end take their defaults. Returns the number of results, at most `capacity`.
EG_API int32_t eg_call(eg_op op, const eg_value* arguments, int32_t count, eg_value* results, int32_t capacity);

// ---- tensors
// Takes `data` as it is; `release(context)` is called, on whatever thread, once nothing refers to the memory any more.
EG_API eg_tensor eg_tensor_from_memory(void* data, const int64_t* sizes, int32_t dimensions, int32_t dtype,
                                       void (*release)(void* context), void* context);
EG_API eg_tensor eg_tensor_share(eg_tensor tensor); // a second reference to the same tensor
EG_API void eg_tensor_free(eg_tensor tensor);
EG_API int32_t eg_tensor_describe(eg_tensor tensor, eg_description* description);

// ---- autograd
EG_API int32_t eg_tensor_set_requires_grad(eg_tensor tensor, int32_t requires_grad);
EG_API int32_t eg_tensor_grad(eg_tensor tensor, eg_tensor* grad); // a reference of its own; null where there is none
EG_API int32_t eg_tensor_set_grad(eg_tensor tensor, eg_tensor grad);
EG_API int32_t eg_grad_mode(void);
EG_API void eg_set_grad_mode(int32_t enabled);
EG_API int32_t eg_backward(const eg_tensor* tensors, const eg_tensor* gradients, int32_t count, int32_t keep_graph, int32_t create_graph);
// Gradients of `outputs` with respect to `inputs` into `results` (input_count of them; null where unused and allowed).
EG_API int32_t eg_gradients(const eg_tensor* outputs, const eg_tensor* output_gradients, int32_t output_count,
                            const eg_tensor* inputs, int32_t input_count, int32_t keep_graph, int32_t create_graph,
                            int32_t allow_unused, eg_tensor* results);
// A differentiable function of the caller's own: `outputs` were computed from `inputs` without recording. `backward` gets one
// gradient per output (null: zero), borrowed, and writes one per input that it hands over (null: none); it returns 0, or -1 after
// eg_set_error. `release` is called once, when the graph lets go of the node.
typedef int32_t (*eg_backward_callback)(void* context, const eg_tensor* output_gradients, eg_tensor* input_gradients);
EG_API int32_t eg_record(const char* name, const eg_tensor* inputs, int32_t input_count, const eg_tensor* outputs, int32_t output_count,
                         eg_backward_callback backward, void (*release)(void* context), void* context);
EG_API void eg_set_error(const char* message);

// `told(context)` is called in each backward pass, by the thread that runs it, once the leaf's gradient is added to. Until the hook is freed.
EG_API eg_hook eg_tensor_on_gradient(eg_tensor leaf, void (*told)(void* context), void* context);
EG_API void eg_hook_free(eg_hook hook);

// ---- processes that compute together
// Waits until `size` processes have joined at the first one's address. `backend`: "gloo", or "nccl" in a CUDA build. `timeout` in milliseconds, of joining and of
// each exchange.
EG_API eg_group eg_group_join(const char* backend, const char* address, int32_t port, int32_t rank, int32_t size, int64_t timeout);
EG_API void eg_group_leave(eg_group group);
// Exchanges begin in the same order in all processes; each is finished (waited for and freed) once. The tensor must not be touched meanwhile.
EG_API eg_work eg_group_sum(eg_group group, eg_tensor tensor);
EG_API eg_work eg_group_broadcast(eg_group group, eg_tensor tensor, int32_t root);
EG_API int32_t eg_work_finish(eg_work work);

// ---- generators (CPU: Mersenne Twister 19937, as torch.Generator)
EG_API eg_generator eg_generator_create(uint64_t seed);
EG_API void eg_generator_free(eg_generator generator);
EG_API int32_t eg_generator_seed(eg_generator generator, uint64_t seed);
EG_API eg_tensor eg_generator_state(eg_generator generator);
EG_API int32_t eg_generator_set_state(eg_generator generator, eg_tensor state);
EG_API int32_t eg_generator_draw(eg_generator generator, uint32_t* numbers, int64_t count); // the raw 32-bit stream

#ifdef __cplusplus
}
#endif
