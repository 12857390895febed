#define EG_BF16_WORDS
#include "weight_gradient_bf16.h"
#include "weight_gradient_vectors.h"

namespace eg::weight_gradient {
namespace {

struct Vectors : Bf16Tiles {
    static constexpr auto multiply = multiply_tiles;
};

void run(const Problem& p, int64_t begin, int64_t end) {
    const FlushToZero flush;
    run_all<Vectors>(p, begin, end);
}

} // namespace

const Kernel avx512bf16 = {Vectors::Group, pack_all<Vectors>, run};

} // namespace eg::weight_gradient
