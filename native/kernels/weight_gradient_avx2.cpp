#include "weight_gradient_float.h"

namespace eg::weight_gradient {

const Kernel avx2 = {Floats::Group, pack_all<Floats>, run_all<Floats>};

} // namespace eg::weight_gradient
