#define EG_KERNEL avx512
#include "attention_kernel.h"
