// Attention in bf16 with products of pairs: 32 multiplications an instruction where float32 has 16.
#include "attention_gradient.h"
#include "attention_vector.h"

namespace eg::attention {

const Kernel avx512bf16 = {
    nullptr,
    query_blocks,
    nullptr,
    [](const Problem& p, const char*, int64_t begin, int64_t end) { run<Pair, Bf16>(p, begin, end); },
    [](const Problem& p, const Gradient& g, int64_t begin, int64_t end) { backward<Pair, Bf16>(p, g, begin, end); },
};

} // namespace eg::attention
