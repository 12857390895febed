#define EG_BF16_WORDS
#include "product_bf16.h"
#include "product_vectors.h"

namespace eg::product {
namespace {

template <After What> void run_bf16(const Problem& p, int64_t begin, int64_t end) {
    const FlushToZero flush;
    run_all<Bf16, What>(p, begin, end);
}

void run(const Problem& p, int64_t begin, int64_t end) { EG_FOR_AFTER(p.after, run_bf16) }

} // namespace

const Kernel avx512bf16 = {pack, unpack, turn, run, TilesAtOnce};

} // namespace eg::product
