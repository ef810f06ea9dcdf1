/* A function to call, when there is one. */
#include "reading_hook.h"

#include <stddef.h>

static mtr_reading_hook_fn the_hook;

void mtr_reading_hook_set(mtr_reading_hook_fn hook)
{
	the_hook = hook;
}

mtr_reading_hook_fn mtr_reading_hook_get(void)
{
	return the_hook;
}
