// Nodes of autograd's graph: libtorch holds them by std::shared_ptr up to 2.12 and by c10::intrusive_ptr since 2.13.
#pragma once

#include <c10/util/intrusive_ptr.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/variable.h>

#include <memory>
#include <utility>

namespace eg {

using NodePointer = decltype(torch::autograd::impl::grad_accumulator(std::declval<const at::Tensor&>()));

template <class Pointer> struct Making;

template <class Node> struct Making<std::shared_ptr<Node>> {
    template <class T, class... Arguments> static std::shared_ptr<Node> node(Arguments&&... arguments) {
        // libtorch's own way to free a node, which goes down a long graph without recursion. Newer versions have no such function, so it is
        // looked up by its argument, where this is used.
        return {new T(std::forward<Arguments>(arguments)...), [](auto* node) { deleteNode(node); }};
    }
};

template <class Node, class Null> struct Making<c10::intrusive_ptr<Node, Null>> {
    template <class T, class... Arguments> static c10::intrusive_ptr<Node, Null> node(Arguments&&... arguments) {
        return c10::make_intrusive<T>(std::forward<Arguments>(arguments)...);
    }
};

// A new node of type T, held as this libtorch holds them.
template <class T, class... Arguments> NodePointer make_node(Arguments&&... arguments) {
    return Making<NodePointer>::template node<T>(std::forward<Arguments>(arguments)...);
}

} // namespace eg
