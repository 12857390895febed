// Between the handles of bridge.h and the reference-counted pointers of libtorch.
#pragma once

#include "bridge.h"

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <c10/core/UndefinedTensorImpl.h>

namespace eg {

using TensorPointer = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;
using GeneratorPointer = c10::intrusive_ptr<c10::GeneratorImpl>;

// A reference beside the caller's.
inline at::Tensor borrow(eg_tensor handle) {
    if (handle == nullptr) return {};
    return at::Tensor(TensorPointer::reclaim_copy(reinterpret_cast<c10::TensorImpl*>(handle)));
}

// The caller's own reference, taken over.
inline at::Tensor own(eg_tensor handle) {
    if (handle == nullptr) return {};
    return at::Tensor(TensorPointer::reclaim(reinterpret_cast<c10::TensorImpl*>(handle)));
}

// A reference for the caller.
inline eg_tensor release(at::Tensor tensor) {
    return tensor.defined() ? reinterpret_cast<eg_tensor>(tensor.unsafeReleaseTensorImpl()) : nullptr;
}

inline GeneratorPointer borrow(eg_generator handle) {
    return GeneratorPointer::reclaim_copy(reinterpret_cast<c10::GeneratorImpl*>(handle));
}

} // namespace eg
