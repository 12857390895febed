#define EG_KERNEL plain
#define EG_KERNEL_NAME "plain"
#include "attention_kernel.h"
