#define EG_KERNEL avx2
#include "pointwise_float.h"
