#define EG_KERNEL avx512bf16
#include "pointwise_float.h"
