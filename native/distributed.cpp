// Processes that train together: libtorch's c10d, Gloo on CPUs and, in a CUDA build, NCCL.
#include "bridge.h"

#include "errors.h"
#include "handles.h"
#include "nodes.h"

#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/version.h>

#if defined(EG_GLOO) || defined(EG_NCCL)
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif
#ifdef EG_GLOO
#define USE_C10D_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif
#ifdef EG_NCCL
#define USE_C10D_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

#include <cstdlib>
#include <string>
#include <vector>

using namespace eg;

#if defined(EG_GLOO) || defined(EG_NCCL)
namespace {

#if TORCH_VERSION_MAJOR >= 2
using Backend = c10d::Backend;
#else
using Backend = c10d::ProcessGroup;
#endif

struct Group {
    c10::intrusive_ptr<c10d::Store> store; // the first rank's serves the others
    c10::intrusive_ptr<Backend> backend;
};

struct Work {
    c10::intrusive_ptr<c10d::Work> work;
    std::vector<at::Tensor> tensors; // that it works on
};

#ifdef EG_GLOO
std::shared_ptr<::gloo::transport::Device> device_for(const std::string& address) {
    using Gloo = c10d::ProcessGroupGloo;
    if (const auto* name = std::getenv("GLOO_SOCKET_IFNAME"); name != nullptr && *name != 0) return Gloo::createDeviceForInterface(name);
    // On one machine, which may have a name that leads nowhere.
    if (address == "localhost" || address.rfind("127.", 0) == 0) return Gloo::createDeviceForHostname("127.0.0.1");
    return Gloo::createDefaultDevice();
}
#endif

// libuv's store, the standard one since 2.4, is for thousands of processes, and not every libtorch was built with it. Before 2.1 there is no such choice.
template <class Options> auto without_libuv(Options& options, int) -> decltype(void(options.useLibUV)) { options.useLibUV = false; }
template <class Options> void without_libuv(Options&, long) {}

eg_work started(c10::intrusive_ptr<c10d::Work> work, std::vector<at::Tensor> tensors) {
    return reinterpret_cast<eg_work>(new Work{std::move(work), std::move(tensors)});
}

} // namespace

eg_group eg_group_join(const char* backend, const char* address, int32_t port, int32_t rank, int32_t size, int64_t timeout) {
    return guard([&]() -> eg_group {
        const std::chrono::milliseconds patience(timeout);
        c10d::TCPStoreOptions options;
        options.port = static_cast<uint16_t>(port);
        options.isServer = rank == 0;
        options.numWorkers = size;
        options.timeout = patience;
        without_libuv(options, 0);
        c10::intrusive_ptr<c10d::Store> store = c10::make_intrusive<c10d::TCPStore>(address, options);
        const std::string name = backend;
        auto group = std::make_unique<Group>();
        group->store = store;
#ifdef EG_GLOO
        if (name == "gloo") {
            auto gloo = c10d::ProcessGroupGloo::Options::create(patience);
            gloo->devices.push_back(device_for(address));
            group->backend = c10::make_intrusive<c10d::ProcessGroupGloo>(c10::make_intrusive<c10d::PrefixStore>("gloo", store), rank, size, gloo);
        }
#endif
#ifdef EG_NCCL
        if (name == "nccl") {
            auto nccl = c10d::ProcessGroupNCCL::Options::create();
            nccl->timeout = patience;
            group->backend = c10::make_intrusive<c10d::ProcessGroupNCCL>(c10::make_intrusive<c10d::PrefixStore>("nccl", store), rank, size, nccl);
        }
#endif
        TORCH_CHECK(group->backend, "this libtorch has no backend '", name, "'");
        return reinterpret_cast<eg_group>(group.release());
    }, static_cast<eg_group>(nullptr));
}

void eg_group_leave(eg_group group) { delete reinterpret_cast<Group*>(group); }

eg_work eg_group_sum(eg_group group, eg_tensor tensor) {
    return guard([&] {
        std::vector<at::Tensor> tensors{borrow(tensor)};
        auto work = reinterpret_cast<Group*>(group)->backend->allreduce(tensors);
        return started(std::move(work), std::move(tensors));
    }, static_cast<eg_work>(nullptr));
}

eg_work eg_group_broadcast(eg_group group, eg_tensor tensor, int32_t root) {
    return guard([&] {
        std::vector<at::Tensor> tensors{borrow(tensor)};
        c10d::BroadcastOptions options;
        options.rootRank = root;
        auto work = reinterpret_cast<Group*>(group)->backend->broadcast(tensors, options);
        return started(std::move(work), std::move(tensors));
    }, static_cast<eg_work>(nullptr));
}

int32_t eg_work_finish(eg_work work) {
    const std::unique_ptr<Work> owned(reinterpret_cast<Work*>(work));
    return guard([&] { owned->work->wait(); return 0; }, -1);
}

#else

eg_group eg_group_join(const char*, const char*, int32_t, int32_t, int32_t, int64_t) {
    last_error = "this bridge was built without the headers of Gloo (libgloo-dev)";
    return nullptr;
}
void eg_group_leave(eg_group) {}
eg_work eg_group_sum(eg_group, eg_tensor) { return nullptr; }
eg_work eg_group_broadcast(eg_group, eg_tensor, int32_t) { return nullptr; }
int32_t eg_work_finish(eg_work) { return -1; }

#endif

namespace {

// Told when a leaf's gradient of a backward pass is complete.
struct GradientHook final : torch::autograd::FunctionPostHook {
    GradientHook(void (*told)(void*), void* context) : told(told), context(context) {}

    torch::autograd::variable_list operator()(const torch::autograd::variable_list& outputs, const torch::autograd::variable_list&) override {
        told(context);
        return outputs;
    }

    void (*told)(void*);
    void* context;
};

struct HookedLeaf {
    NodePointer accumulator; // leaves hold theirs weakly
    uintptr_t key;
};

} // namespace

eg_hook eg_tensor_on_gradient(eg_tensor leaf, void (*told)(void*), void* context) {
    return guard([&] {
        auto accumulator = torch::autograd::impl::grad_accumulator(borrow(leaf));
        TORCH_CHECK(accumulator, "only a leaf that requires gradients has one to wait for");
        const auto key = accumulator->add_post_hook(std::make_unique<GradientHook>(told, context));
        return reinterpret_cast<eg_hook>(new HookedLeaf{std::move(accumulator), key});
    }, static_cast<eg_hook>(nullptr));
}

void eg_hook_free(eg_hook hook) {
    const std::unique_ptr<HookedLeaf> owned(reinterpret_cast<HookedLeaf*>(hook));
    owned->accumulator->del_post_hook(owned->key);
}
