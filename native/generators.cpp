#include "bridge.h"

#include "errors.h"
#include "handles.h"

#include <ATen/CPUGeneratorImpl.h>

#include <mutex>

using namespace eg;

eg_generator eg_generator_create(uint64_t seed) {
    return guard([&] { return reinterpret_cast<eg_generator>(at::detail::createCPUGenerator(seed).unsafeReleaseGeneratorImpl()); },
        static_cast<eg_generator>(nullptr));
}

void eg_generator_free(eg_generator generator) {
    if (generator != nullptr) GeneratorPointer::reclaim(reinterpret_cast<c10::GeneratorImpl*>(generator));
}

int32_t eg_generator_seed(eg_generator generator, uint64_t seed) {
    return guard([&] { borrow(generator)->set_current_seed(seed); return 0; }, -1);
}

eg_tensor eg_generator_state(eg_generator generator) {
    return guard([&] { return release(at::Generator(borrow(generator)).get_state()); }, static_cast<eg_tensor>(nullptr));
}

int32_t eg_generator_set_state(eg_generator generator, eg_tensor state) {
    return guard([&] { at::Generator(borrow(generator)).set_state(borrow(state)); return 0; }, -1);
}

int32_t eg_generator_draw(eg_generator generator, uint32_t* numbers, int64_t count) {
    return guard([&] {
        at::Generator handle(borrow(generator));
        std::lock_guard<std::mutex> lock(handle.mutex());
        auto* stream = at::check_generator<at::CPUGeneratorImpl>(handle);
        for (int64_t i = 0; i < count; i++) numbers[i] = stream->random();
        return 0;
    }, -1);
}
