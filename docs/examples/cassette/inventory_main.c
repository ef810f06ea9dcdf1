/* The program the code is for. */
#include <semaphore.h>
#include <stdio.h>

#include "inventory.h"

static sem_t done;

static void wake(struct inventory *inventory)
{
	(void)inventory;
	sem_post(&done);
}

int main(void)
{
	struct inventory inventory = {.on_done = wake};
	MI_OperationCallbacks callbacks = inventory_callbacks(&inventory);
	MI_Application application = MI_APPLICATION_NULL;
	MI_Session session = MI_SESSION_NULL;
	MI_Operation operation = MI_OPERATION_NULL;

	sem_init(&done, 0, 0);
	if (MI_Application_Initialize(0, NULL, NULL, &application) != MI_RESULT_OK ||
	    MI_Application_NewSession(&application, NULL, NULL, NULL, NULL, NULL, &session) != MI_RESULT_OK)
		return 2;
	MI_Session_EnumerateInstances(&session, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, NULL, "root/cimv2", "CIM_Process",
				      MI_FALSE, &callbacks, &operation);
	while (sem_wait(&done))
		;
	printf("%u processes, the largest is %s\n", inventory.count, inventory.largest);
	MI_Operation_Close(&operation);
	MI_Session_Close(&session, NULL, NULL);
	MI_Application_Close(&application);
	return inventory.result != MI_RESULT_OK;
}
