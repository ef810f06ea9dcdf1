// A client in C++ whose callback throws through the library: what comes after is recorded as if nothing had been.
#include <mi/mi.h>

#include <cstdio>

static void on_result(MI_Operation *, void *, const MI_Instance *, MI_Boolean, MI_Result, const MI_Char *,
		      const MI_Instance *, MI_Result (*)(MI_Operation *))
{
	throw 1;
}

int main()
{
	MI_OperationCallbacks callbacks = MI_OPERATIONCALLBACKS_NULL;
	MI_Application application;
	MI_Operation operation;
	MI_Session session;
	int caught = 0;

	callbacks.instanceResult = on_result;
	if (MI_Application_Initialize(0, "throw", NULL, &application) != MI_RESULT_OK)
		return 1;
	MI_Application_NewSession(&application, NULL, NULL, NULL, NULL, NULL, &session);
	for (int i = 0; i < 100; i++) {
		try {
			MI_Session_EnumerateInstances(&session, 0, NULL, "probe", "1", MI_FALSE, &callbacks, &operation);
		} catch (int) {
			caught++;
		}
	}
	MI_Session_Close(&session, NULL, NULL);
	MI_Application_Close(&application);
	return caught == 100 ? 0 : 1;
}
