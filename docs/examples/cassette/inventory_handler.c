/*
 * The same callbacks for `mitrace replay inventory.mitrace --handler=./inventory_handler.so`:
 *
 *	cc -shared -fPIC inventory.c inventory_handler.c -o inventory_handler.so
 */
#include <mitrace/replay.h>
#include <stdio.h>

#include "inventory.h"

static struct inventory inventory;
static MI_OperationCallbacks callbacks;

static int begin(void)
{
	callbacks = inventory_callbacks(&inventory);
	return 0;
}

static int end(void)
{
	printf("%u processes, the largest is %s\n", inventory.count, inventory.largest);
	return inventory.result != MI_RESULT_OK;
}

const struct mitrace_handler mitrace_handler = {
	.version = MITRACE_HANDLER_VERSION,
	.callbacks = &callbacks,
	.begin = begin,
	.end = end,
};
