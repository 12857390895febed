// Attention in bf16 with products of pairs: 32 multiplications an instruction where float32 has 16.
#include "attention_gradient.h"
#include "attention_vector.h"

namespace eg::attention {

const Kernel avx512bf16 = {
    nullptr,
    query_blocks,
    nullptr,
    run<Pair, Bf16>,
    key_parts,
    part_floats,
    backward<Pair, Bf16>,
    add_parts<Pair, Bf16>,
};

} // namespace eg::attention
