#define EG_KERNEL avx2
#define EG_KERNEL_NAME "avx2"
#include "attention_kernel.h"
