// The kernel of one kind of processor in float32, for every element type; its file names it by EG_KERNEL.
#include "attention_gradient.h"
#include "attention_vector.h"

namespace eg::attention {

const Kernel EG_KERNEL = {
    nullptr,
    query_blocks,
    nullptr,
    [](const Problem& p, const char* packed, int64_t begin, int64_t end) {
        switch (p.element) {
        case Element::Float32: return run<Single, float>(p, packed, begin, end);
        case Element::Float16: return run<Single, Half>(p, packed, begin, end);
        case Element::BFloat16: return run<Single, Bf16>(p, packed, begin, end);
        }
    },
    key_parts,
    part_floats,
    [](const Problem& p, const Gradient& g, int64_t begin, int64_t end) {
        switch (p.element) {
        case Element::Float32: return backward<Single, float>(p, g, begin, end);
        case Element::Float16: return backward<Single, Half>(p, g, begin, end);
        case Element::BFloat16: return backward<Single, Bf16>(p, g, begin, end);
        }
    },
    [](const Problem& p, const Gradient& g, int64_t begin, int64_t end) {
        switch (p.element) {
        case Element::Float32: return add_parts<Single, float>(p, g, begin, end);
        case Element::Float16: return add_parts<Single, Half>(p, g, begin, end);
        case Element::BFloat16: return add_parts<Single, Bf16>(p, g, begin, end);
        }
    },
};

} // namespace eg::attention
