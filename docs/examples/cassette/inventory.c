#include "inventory.h"

#include <stdio.h>

static void look_at(struct inventory *inventory, const MI_Instance *process)
{
	MI_Value size, name;
	MI_Type type;

	inventory->count++;
	if (MI_Instance_GetElement(process, "WorkingSetSize", &size, &type, NULL, NULL) != MI_RESULT_OK ||
	    type != MI_UINT64 || size.uint64 <= inventory->most)
		return;
	inventory->most = size.uint64;
	if (MI_Instance_GetElement(process, "Name", &name, &type, NULL, NULL) == MI_RESULT_OK && type == MI_STRING &&
	    name.string)
		snprintf(inventory->largest, sizeof(inventory->largest), "%s", name.string);
}

static void on_instance(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
			MI_Result result, const MI_Char *message, const MI_Instance *details,
			MI_Result (*acknowledge)(MI_Operation *))
{
	struct inventory *inventory = context;

	(void)message;
	(void)details;
	if (instance)
		look_at(inventory, instance);
	if (acknowledge)
		acknowledge(operation);
	if (more)
		return;
	inventory->result = result;
	inventory->done = 1;
	if (inventory->on_done)
		inventory->on_done(inventory);
}

MI_OperationCallbacks inventory_callbacks(struct inventory *inventory)
{
	MI_OperationCallbacks callbacks = {.callbackContext = inventory, .instanceResult = on_instance};

	return callbacks;
}
