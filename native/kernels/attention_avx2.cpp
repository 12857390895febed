#define EG_KERNEL avx2
#include "attention_kernel.h"
