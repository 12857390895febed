#define EG_KERNEL plain
#include "attention_kernel.h"
