// Memory of large tensors on the CPU: in huge pages, and kept for the next tensor of the same size.
//
// A step of a diffusion network allocates and frees hundreds of activations of 1 to 40 MB. malloc maps each of them anew, and the kernel
// clears every page of 4 KB when it is first touched: half the time of loading a model, and a part of each step.
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/alloc_cpu.h>
#include <sys/mman.h>
#include <torch/library.h>


#include <cstdint>
#include <cstring>
#include <list>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace {

constexpr size_t kLarge = size_t(1) << 20;      // below, malloc keeps its own freed memory at hand
constexpr size_t kHugePage = size_t(2) << 20;
constexpr size_t kPage = size_t(1) << 12;
constexpr size_t kKept = size_t(128) << 20;     // bytes of freed blocks at most: they count in the process's memory. In training more, see below
constexpr size_t kLittle = size_t(4) << 20;     // the same while a model is loaded

class Blocks {
public:
    void* take(size_t bytes) {
        const size_t size = rounded(bytes);
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            // A little larger will do: what is over was touched already.
            const auto found = free_.lower_bound(size);
            if (found != free_.end() && found->first - size <= size / 8) {
                void* block = *found->second;
                kept_ -= found->first;
                use(found->first);
                sizes_[block] = found->first;
                order_.erase(found->second);
                free_.erase(found);
                return block;
            }
            use(size);
            release_surplus();
        }
        void* block = map(size);
        const std::lock_guard<std::mutex> lock(mutex_);
        sizes_[block] = size;
        return block;
    }

    // Whether the memory was one of these blocks.
    bool give(void* block) {
        if (reinterpret_cast<uintptr_t>(block) % kHugePage != 0) return false;
        const std::lock_guard<std::mutex> lock(mutex_);
        const auto it = sizes_.find(block);
        if (it == sizes_.end()) return false;
        const size_t size = it->second;
        sizes_.erase(it);
        order_.push_front(block);
        free_.emplace(size, order_.begin());
        used_ -= size;
        kept_ += size;
        release_surplus();
        return true;
    }

    // A training step frees in its second half what the next one needs again in its first. So in training freed blocks are kept as long as they and those in use
    // together are no more than were in use at once: the process never becomes larger for it.
    void keep(bool all) {
        const std::lock_guard<std::mutex> lock(mutex_);
        keep_all_ = all;
        most_ = used_;
        release_surplus();
    }

    // While a model is loaded, what was freed would stand beside its weights.
    void limit(bool little) {
        const std::lock_guard<std::mutex> lock(mutex_);
        limit_ = little ? kLittle : kKept;
        release_surplus();
    }

private:
    static size_t rounded(size_t bytes) { return (bytes + kPage - 1) / kPage * kPage; }

    // Aligned to huge pages, so that all but the end can lie in them.
    static void* map(size_t size) {
        const size_t reserved = size + kHugePage;
        void* raw = mmap(nullptr, reserved, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        TORCH_CHECK(raw != MAP_FAILED, "there is no memory for ", size, " bytes");
        const auto begin = reinterpret_cast<uintptr_t>(raw);
        const auto aligned = (begin + kHugePage - 1) / kHugePage * kHugePage;
        if (aligned > begin) munmap(raw, aligned - begin);
        if (const size_t over = begin + reserved - (aligned + size)) munmap(reinterpret_cast<void*>(aligned + size), over);
        void* block = reinterpret_cast<void*>(aligned);
        if (size >= kHugePage) madvise(block, size, MADV_HUGEPAGE);
        return block;
    }

    void use(size_t size) {
        used_ += size;
        if (used_ > most_) most_ = used_;
    }

    void release_surplus() {
        const size_t room = keep_all_ && most_ - used_ > limit_ ? most_ - used_ : limit_;
        while (kept_ > room) {
            const auto [oldest, size] = forget_oldest();
            munmap(oldest, size);
        }
    }

    // The block freed longest ago.
    std::pair<void*, size_t> forget_oldest() {
        const auto last = std::prev(order_.end());
        for (auto it = free_.begin();; ++it) {
            if (it->second != last) continue;
            const std::pair<void*, size_t> oldest(*last, it->first);
            kept_ -= it->first;
            free_.erase(it);
            order_.erase(last);
            return oldest;
        }
    }

    std::mutex mutex_;
    std::unordered_map<void*, size_t> sizes_;                       // of blocks in use
    std::list<void*> order_;                                         // free blocks, the last freed first
    std::multimap<size_t, std::list<void*>::iterator> free_;
    size_t kept_ = 0, used_ = 0, most_ = 0;
    size_t limit_ = kKept;
    bool keep_all_ = false;
};

// Never destroyed: tensors may be freed while the process ends.
Blocks& blocks() {
    static auto* instance = new Blocks;
    return *instance;
}

void release(void* memory) {
    if (memory != nullptr && !blocks().give(memory)) c10::free_cpu(memory);
}

// libtorch's interface has changed: `allocate` is const up to 2.2, `copy_data` is there since 2.2. Each version overrides those that it knows.
struct LargeBlockAllocator final : c10::Allocator {
    c10::DataPtr allocate(size_t bytes) const {
        void* memory = bytes < kLarge ? c10::alloc_cpu(bytes) : blocks().take(bytes);
        return {memory, memory, &release, c10::Device(c10::DeviceType::CPU)};
    }

    c10::DataPtr allocate(size_t bytes) { return std::as_const(*this).allocate(bytes); }

    void copy_data(void* to, const void* from, size_t bytes) const { std::memcpy(to, from, bytes); }

    // oneDNN's scratch memory comes and goes without a tensor.
    c10::DeleterFnPtr raw_deleter() const override { return &release; }
};

// At load. Before it, nobody has allocated: the bridge is what loads libtorch.
const bool installed = [] {
    static auto* allocator = new LargeBlockAllocator;
    c10::SetCPUAllocator(allocator, /*priority=*/1);
    return true;
}();

void keep_freed_memory(bool all) { blocks().keep(all); }

void keep_little(bool little) { blocks().limit(little); }

} // namespace
TORCH_LIBRARY_FRAGMENT(emojigen, m) {
    m.def("keep_freed_memory(bool all) -> ()", keep_freed_memory);
    m.def("keep_little(bool little) -> ()", keep_little);
}
