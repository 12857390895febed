#define EG_KERNEL avx512
#include "pointwise_float.h"
