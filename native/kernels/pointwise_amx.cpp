#define EG_KERNEL amx
#include "pointwise_float.h"
