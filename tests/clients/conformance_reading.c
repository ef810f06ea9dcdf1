/* Reading instances and classes, changing notes, and failures of all these. */
#include "conformance_cases.h"

static MI_Application application;
static MI_Session session;
static struct client_op op;

/* --- instances ---------------------------------------------------------------------------------------------------- */

void conform_test_connection(void)
{
	conform_open(&application, &session);
	client_op_init(&op, "async", CLIENT_ALL);
	CALL_VOID(MI_Session_TestConnection(&session, 0, &op.callbacks, &op.handle));
	client_finish(&op);
	client_op_init(&op, "sync", 0);
	CALL_VOID(MI_Session_TestConnection(&session, 0, NULL, &op.handle));
	conform_fetch_all(&op.handle, conform_fetch_instance);
	client_close(&application, &session);
}

static void enumerate(const char *name, MI_Uint32 flags, const char *class_name, MI_Boolean keys_only)
{
	client_op_init(&op, name, CLIENT_ALL);
	client_say("class %s", class_name);
	op.acknowledge_here = flags & MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS;
	CALL_VOID(MI_Session_EnumerateInstances(&session, flags, NULL, CONFORM_NAMESPACE, class_name, keys_only,
						&op.callbacks, &op.handle));
	client_finish(&op);
}

void conform_enumerate(void)
{
	conform_open(&application, &session);
	enumerate("system", 0, "CIM_OperatingSystem", MI_FALSE);
	enumerate("processes", 0, "CIM_Process", MI_FALSE);
	enumerate("ports", 0, "CIM_NetworkPort", MI_FALSE);
	enumerate("all", 0, "CIM_ManagedElement", MI_FALSE);
	enumerate("none", MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW, "CIM_ManagedElement", MI_FALSE);
	client_close(&application, &session);
}

void conform_enumerate_manual(void)
{
	conform_open(&application, &session);
	enumerate("processes", MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, "CIM_Process", MI_FALSE);
	client_close(&application, &session);
}

/* Each result is acknowledged by the main thread, after its callback has returned. */
void conform_enumerate_manual_elsewhere(void)
{
	unsigned results = 0;
	bool final;

	conform_open(&application, &session);
	client_op_init(&op, "processes", CLIENT_INSTANCE);
	CALL_VOID(MI_Session_EnumerateInstances(&session, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, NULL, CONFORM_NAMESPACE,
						"CIM_FileSystem", MI_FALSE, &op.callbacks, &op.handle));
	do {
		client_wait(&op.results, ++results);
		final = op.finals; /* the acknowledgement may bring the next result, and that be the final one */
		client_acknowledge(&op, &op.copy);
	} while (!final);
	CALL(MI_Operation_Close(&op.handle));
	client_close(&application, &session);
}

void conform_enumerate_fetched(void)
{
	conform_open(&application, &session);
	CALL_VOID(MI_Session_EnumerateInstances(&session, 0, NULL, CONFORM_NAMESPACE, "CIM_Process", MI_FALSE, NULL,
						&op.handle));
	while (conform_fetch_instance(&op.handle))
		;
	/* The end stays the end, and other getters do not fit. */
	conform_fetch_instance(&op.handle);
	conform_fetch_class(&op.handle);
	conform_fetch_indication(&op.handle);
	CALL(MI_Operation_Close(&op.handle));
	conform_fetch_instance(&op.handle);
	client_close(&application, &session);
}

void conform_enumerate_keys_only(void)
{
	conform_open(&application, &session);
	enumerate("processes", 0, "CIM_Process", MI_TRUE);
	client_close(&application, &session);
}

static void get(const char *name, MI_Instance *keys)
{
	client_op_init(&op, name, CLIENT_ALL);
	CALL_VOID(MI_Session_GetInstance(&session, 0, NULL, CONFORM_NAMESPACE, keys, &op.callbacks, &op.handle));
	NATIVE(MI_Instance_Delete(keys));
	client_finish(&op);
}

void conform_get(void)
{
	conform_open(&application, &session);
	get("process", conform_process(&application));
	get("nobody", conform_key(&application, "CIM_Process", "Handle", "nobody"));
	get("nothing", conform_key(&application, "CIM_Nothing", "Handle", "1"));
	client_close(&application, &session);
}

void conform_query(void)
{
	static const char *const queries[] = {
		"select Name, Handle from CIM_Process where Handle = '1' or Handle = '2'",
		"select * from CIM_OperatingSystem where Name like '%' and not OSType < 3",
		"select * from CIM_Process where Handle is null",
		"select Wings from CIM_Process",
		"select * from CIM_Process where Handle = ",
	};

	conform_open(&application, &session);
	for (unsigned i = 0; i < MI_COUNT(queries); i++) {
		client_say("query %s", queries[i]);
		client_op_init(&op, "query", CLIENT_INSTANCE);
		CALL_VOID(MI_Session_QueryInstances(&session, 0, NULL, CONFORM_NAMESPACE, "WQL", queries[i],
						    &op.callbacks, &op.handle));
		client_finish(&op);
	}
	client_close(&application, &session);
}

void conform_associators(void)
{
	MI_Instance *process;

	conform_open(&application, &session);
	process = conform_process(&application);
	client_op_init(&op, "all", CLIENT_INSTANCE);
	CALL_VOID(MI_Session_AssociatorInstances(&session, 0, NULL, CONFORM_NAMESPACE, process, NULL, NULL, NULL, NULL,
						 MI_FALSE, &op.callbacks, &op.handle));
	client_finish(&op);
	client_op_init(&op, "some", CLIENT_INSTANCE);
	CALL_VOID(MI_Session_AssociatorInstances(&session, 0, NULL, CONFORM_NAMESPACE, process, "CIM_OSProcess",
						 "CIM_OperatingSystem", "PartComponent", "GroupComponent", MI_TRUE,
						 &op.callbacks, &op.handle));
	client_finish(&op);
	client_op_init(&op, "none", CLIENT_INSTANCE);
	CALL_VOID(MI_Session_AssociatorInstances(&session, 0, NULL, CONFORM_NAMESPACE, process, NULL, "MTR_Note", NULL,
						 NULL, MI_FALSE, &op.callbacks, &op.handle));
	client_finish(&op);
	NATIVE(MI_Instance_Delete(process));
	client_close(&application, &session);
}

void conform_references(void)
{
	MI_Instance *process;

	conform_open(&application, &session);
	process = conform_process(&application);
	client_op_init(&op, "all", CLIENT_INSTANCE);
	CALL_VOID(MI_Session_ReferenceInstances(&session, 0, NULL, CONFORM_NAMESPACE, process, NULL, NULL, MI_FALSE,
						&op.callbacks, &op.handle));
	client_finish(&op);
	CALL_VOID(MI_Session_ReferenceInstances(&session, 0, NULL, CONFORM_NAMESPACE, process, "CIM_OSProcess",
						"PartComponent", MI_TRUE, NULL, &op.handle));
	conform_fetch_all(&op.handle, conform_fetch_instance);
	NATIVE(MI_Instance_Delete(process));
	client_close(&application, &session);
}

/* --- classes ------------------------------------------------------------------------------------------------------ */

static void get_class(const char *class_name)
{
	client_say("class %s", class_name);
	client_op_init(&op, "class", CLIENT_ALL);
	CALL_VOID(MI_Session_GetClass(&session, 0, NULL, CONFORM_NAMESPACE, class_name, &op.callbacks, &op.handle));
	client_finish(&op);
}

void conform_classes(void)
{
	conform_open(&application, &session);
	get_class("CIM_Process");
	get_class("MTR_Workbench");
	get_class("CIM_OSProcess");
	get_class("CIM_Nothing");
	client_op_init(&op, "classes", CLIENT_CLASS);
	CALL_VOID(MI_Session_EnumerateClasses(&session, 0, NULL, CONFORM_NAMESPACE, NULL, MI_FALSE, &op.callbacks,
					      &op.handle));
	client_finish(&op);
	client_op_init(&op, "names", CLIENT_CLASS);
	op.acknowledge_here = true;
	CALL_VOID(MI_Session_EnumerateClasses(&session, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, NULL, CONFORM_NAMESPACE,
					      "CIM_LogicalElement", MI_TRUE, &op.callbacks, &op.handle));
	client_finish(&op);
	client_close(&application, &session);
}

void conform_classes_fetched(void)
{
	conform_open(&application, &session);
	CALL_VOID(MI_Session_GetClass(&session, 0, NULL, CONFORM_NAMESPACE, "MTR_Note", NULL, &op.handle));
	conform_fetch_all(&op.handle, conform_fetch_class);
	CALL_VOID(MI_Session_EnumerateClasses(&session, 0, NULL, CONFORM_NAMESPACE, "CIM_Indication", MI_FALSE, NULL,
					      &op.handle));
	conform_fetch_all(&op.handle, conform_fetch_class);
	client_close(&application, &session);
}

/* --- notes -------------------------------------------------------------------------------------------------------- */

static void change(const char *name, const char *slot,
		   void (*start)(MI_Session *, MI_Uint32, MI_OperationOptions *, const MI_Char *, const MI_Instance *,
				 MI_OperationCallbacks *, MI_Operation *),
		   const MI_Instance *instance)
{
	client_op_init(&op, name, CLIENT_ALL);
	client_say("%s", name);
	CLIENT_CALL_VOID("call", slot,
			 start(&session, 0, NULL, CONFORM_NAMESPACE, instance, &op.callbacks, &op.handle));
	client_finish(&op);
}

/* HOSTMI_STATE says where they are kept. */
void conform_notes(void)
{
	MI_Value text = {.string = (MI_Char *)"text"};
	MI_Instance *note;

	conform_open(&application, &session);
	note = conform_key(&application, "MTR_Note", "Id", "conformance");
	change("create", "MI_Session_CreateInstance", MI_Session_CreateInstance, note);
	change("create again", "MI_Session_CreateInstance", MI_Session_CreateInstance, note);
	NATIVE(MI_Instance_AddElement(note, "Text", &text, MI_STRING, 0));
	change("modify", "MI_Session_ModifyInstance", MI_Session_ModifyInstance, note);
	enumerate("notes", 0, "MTR_Note", MI_FALSE);
	change("delete", "MI_Session_DeleteInstance", MI_Session_DeleteInstance, note);
	change("delete again", "MI_Session_DeleteInstance", MI_Session_DeleteInstance, note);
	NATIVE(MI_Instance_Delete(note));
	client_close(&application, &session);
}

/* --- text ---------------------------------------------------------------------------------------------------------- */

/* A library that makes a deserializer reads what it writes; whether it makes one, a replay knows from the trace. */
void conform_written_and_read(void)
{
	MI_Serializer serializer;
	MI_Deserializer deserializer;
	MI_Instance *instance, *read = NULL, *part = NULL, *details = NULL;
	MI_Uint8 text[4096];
	MI_Uint32 length = 0, used = 0;

	conform_open(&application, &session);
	get("process", conform_process(&application)); /* so that there is something to replay */
	instance = conform_key(&application, "CIM_Process", "Handle", "<1>");
	CALL(MI_Application_NewSerializer(&application, 0, (MI_Char *)"MI_XML", &serializer));
	CALL(MI_Application_NewDeserializer(&application, 0, (MI_Char *)"MI_MOF", &deserializer));
	CALL(MI_Application_NewDeserializer(&application, 0, (MI_Char *)"MI_XML", &deserializer));
	NATIVE(MI_Serializer_SerializeInstance(&serializer, MI_SERIALIZER_FLAGS_INSTANCE_WITH_CLASS, instance, text,
					       sizeof(text), &length));
	NATIVE(MI_Deserializer_DeserializeInstance(&deserializer, 0, text, length, NULL, 0, NULL, NULL, &used, &read,
						   &details));
	client_say("read %u of %u bytes", used, length);
	client_say_instance("read", read);
	client_say_instance("details", details);
	NATIVE(MI_Deserializer_DeserializeInstance(&deserializer, 0, text, length / 2, NULL, 0, NULL, NULL, &used,
						   &part, &details));
	client_say_instance("details of a part", details);
	if (read)
		NATIVE(MI_Instance_Delete(read));
	if (details)
		NATIVE(MI_Instance_Delete(details));
	NATIVE(MI_Instance_Delete(instance));
	NATIVE(MI_Deserializer_Close(&deserializer));
	NATIVE(MI_Serializer_Close(&serializer));
	client_close(&application, &session);
}

/* --- failures ----------------------------------------------------------------------------------------------------- */

void conform_failures(void)
{
	conform_open(&application, &session);
	enumerate("class", 0, "CIM_Nothing", MI_FALSE);
	enumerate("abstract", MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, "CIM_Nothing", MI_FALSE);
	client_op_init(&op, "namespace", CLIENT_ALL);
	CALL_VOID(MI_Session_EnumerateInstances(&session, 0, NULL, "root/nowhere", "CIM_Process", MI_FALSE,
						&op.callbacks, &op.handle));
	client_finish(&op);
	client_op_init(&op, "dialect", CLIENT_ALL);
	CALL_VOID(MI_Session_QueryInstances(&session, 0, NULL, CONFORM_NAMESPACE, "XPath", "/", &op.callbacks,
					    &op.handle));
	client_finish(&op);
	client_op_init(&op, "method", CLIENT_ALL);
	conform_invoke(&op, &session, 0, NULL, "Fly", NULL);
	client_finish(&op);
	client_op_init(&op, "parameter", CLIENT_ALL);
	conform_invoke(&op, &session, 0, NULL, "Wait", NULL);
	client_finish(&op);
	client_op_init(&op, "subscription", CLIENT_ALL);
	CALL_VOID(MI_Session_Subscribe(&session, 0, NULL, CONFORM_NAMESPACE, "WQL", "select * from CIM_Process", NULL,
				       &op.callbacks, &op.handle));
	client_finish(&op);
	client_close(&application, &session);
}

void conform_failures_fetched(void)
{
	conform_open(&application, &session);
	CALL_VOID(MI_Session_EnumerateInstances(&session, 0, NULL, CONFORM_NAMESPACE, "CIM_Nothing", MI_FALSE, NULL,
						&op.handle));
	conform_fetch_all(&op.handle, conform_fetch_instance);
	CALL_VOID(MI_Session_GetClass(&session, 0, NULL, CONFORM_NAMESPACE, "CIM_Nothing", NULL, &op.handle));
	conform_fetch_all(&op.handle, conform_fetch_class);
	CALL_VOID(MI_Session_Subscribe(&session, 0, NULL, CONFORM_NAMESPACE, "WQL", "select", NULL, NULL, &op.handle));
	conform_fetch_all(&op.handle, conform_fetch_indication);
	client_close(&application, &session);
}
