#include "product_float.h"

namespace eg::product {

const Kernel avx512 = {pack, unpack, turn, run, TilesAtOnce};

} // namespace eg::product
