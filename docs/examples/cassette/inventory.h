/* Somebody's code: what is called back by MI while it enumerates processes, and what it makes of them. */
#ifndef INVENTORY_H
#define INVENTORY_H

#include <mi/mi.h>

struct inventory {
	unsigned count;
	char largest[64]; /* name of the process that uses most memory */
	MI_Uint64 most;   /* ... bytes */
	MI_Result result;
	int done;
	void (*on_done)(struct inventory *inventory); /* optional */
};

/* The callbacks for MI_Session_EnumerateInstances() on CIM_Process; @inventory must live until it is done. */
MI_OperationCallbacks inventory_callbacks(struct inventory *inventory);

#endif
