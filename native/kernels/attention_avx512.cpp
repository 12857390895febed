#define EG_KERNEL avx512
#define EG_KERNEL_NAME "avx512"
#include "attention_kernel.h"
