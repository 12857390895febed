#include "bridge.h"

#include "errors.h"
#include "handles.h"
#include "nodes.h"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>

#include <vector>

using namespace eg;
using torch::autograd::variable_list;

namespace {

variable_list borrow_all(const eg_tensor* handles, int32_t count) {
    variable_list tensors;
    if (handles == nullptr) return tensors;
    tensors.reserve(count);
    for (int32_t i = 0; i < count; i++) tensors.push_back(borrow(handles[i]));
    return tensors;
}

// A node of the graph whose backward stands on the other side of the ABI.
class CallbackNode final : public torch::autograd::Node {
public:
    CallbackNode(std::string name, eg_backward_callback backward, void (*release)(void*), void* context)
        : title(std::move(name)), backward(backward), release(release), context(context) {}

    ~CallbackNode() override { let_go(); }

    std::string name() const override { return title; }

    // After a backward that keeps no graph the engine drops what nodes saved; so do we.
    void release_variables() override { let_go(); }

    variable_list apply(variable_list&& gradients) override {
        TORCH_CHECK(context != nullptr, "Trying to backward through ", title, " a second time: keep the graph at the first");
        std::vector<eg_tensor> given;
        given.reserve(gradients.size());
        for (const auto& gradient : gradients)
            given.push_back(gradient.defined() ? reinterpret_cast<eg_tensor>(gradient.unsafeGetTensorImpl()) : nullptr);
        std::vector<eg_tensor> wanted(num_outputs(), nullptr);
        const auto status = backward(context, given.data(), wanted.data());
        variable_list results;
        results.reserve(wanted.size());
        for (auto handle : wanted) results.push_back(own(handle));
        TORCH_CHECK(status == 0, last_error);
        return results;
    }

private:
    void let_go() {
        if (context == nullptr) return;
        release(context);
        context = nullptr;
    }

    std::string title;
    eg_backward_callback backward;
    void (*release)(void*);
    void* context;
};

} // namespace

int32_t eg_tensor_set_requires_grad(eg_tensor tensor, int32_t requires_grad) {
    return guard([&] { borrow(tensor).set_requires_grad(requires_grad != 0); return 0; }, -1);
}

int32_t eg_tensor_grad(eg_tensor tensor, eg_tensor* grad) {
    return guard([&] { *grad = release(borrow(tensor).grad()); return 0; }, -1);
}

int32_t eg_tensor_set_grad(eg_tensor tensor, eg_tensor grad) {
    return guard([&] { borrow(tensor).mutable_grad() = borrow(grad); return 0; }, -1);
}

int32_t eg_grad_mode(void) { return c10::GradMode::is_enabled(); }

void eg_set_grad_mode(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

int32_t eg_backward(const eg_tensor* tensors, const eg_tensor* gradients, int32_t count, int32_t keep_graph, int32_t create_graph) {
    return guard([&] {
        torch::autograd::backward(borrow_all(tensors, count), borrow_all(gradients, count), keep_graph != 0, create_graph != 0);
        return 0;
    }, -1);
}

int32_t eg_gradients(const eg_tensor* outputs, const eg_tensor* output_gradients, int32_t output_count, const eg_tensor* inputs,
                     int32_t input_count, int32_t keep_graph, int32_t create_graph, int32_t allow_unused, eg_tensor* results) {
    return guard([&] {
        auto gradients = torch::autograd::grad(borrow_all(outputs, output_count), borrow_all(inputs, input_count),
            borrow_all(output_gradients, output_count), keep_graph != 0, create_graph != 0, allow_unused != 0);
        for (int32_t i = 0; i < input_count; i++) results[i] = release(gradients[i]);
        return 0;
    }, -1);
}

int32_t eg_record(const char* name, const eg_tensor* inputs, int32_t input_count, const eg_tensor* outputs, int32_t output_count,
                  eg_backward_callback backward, void (*release_context)(void*), void* context) {
    return guard([&] {
        const auto node = make_node<CallbackNode>(name, backward, release_context, context);
        torch::autograd::edge_list edges;
        for (int32_t i = 0; i < input_count; i++) edges.push_back(torch::autograd::impl::gradient_edge(borrow(inputs[i])));
        node->set_next_edges(std::move(edges));
        for (int32_t i = 0; i < output_count; i++) {
            auto output = borrow(outputs[i]);
            torch::autograd::set_history(output, node);
        }
        return 0;
    }, -1);
}
