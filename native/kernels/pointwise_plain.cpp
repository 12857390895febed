#define EG_KERNEL plain
#include "pointwise_float.h"
