#include "product_float.h"

namespace eg::product {

const Kernel avx2 = {pack, unpack, turn, run, TilesAtOnce};

} // namespace eg::product
