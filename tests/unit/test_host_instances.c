/* hostmi's instances: enumerated, got, queried, associated, written. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "host_client.h"
#include "host_schema.h"
#include "objects.h"
#include "unit.h"

static struct host_client client;

/* The instance of this process among the results. */
static const MI_Instance *find_self(void)
{
	for (unsigned i = 0; i < client.nr_instances; i++)
		if (host_number(client.instances[i], "Handle") == getpid())
			return client.instances[i];
	return NULL;
}

static void the_operating_system_is_the_one_that_runs_here(void **state)
{
	char host[256];
	struct utsname uts;

	(void)state;
	host_open(&client);
	host_enumerate(&client, "cim_operatingsystem");
	assert_int_equal(client.result, MI_RESULT_OK);
	assert_int_equal(client.nr_instances, 1);
	gethostname(host, sizeof(host));
	uname(&uts);
	assert_string_equal(host_string(client.instances[0], "CSName"), host);
	assert_string_equal(host_string(client.instances[0], "Version"), uts.release);
	assert_int_equal(host_number(client.instances[0], "OSType"), 36);
	assert_true(host_number(client.instances[0], "NumberOfProcesses") > 0);
	assert_true(host_number(client.instances[0], "TotalVisibleMemorySize") > 0);
	assert_true(host_is_null(client.instances[0], "NumberOfLicensedUsers"));
	host_close(&client);
}

static void every_process_has_its_keys_and_this_one_is_among_them(void **state)
{
	static const char *const keys[] = {"CSCreationClassName", "CSName", "OSCreationClassName", "OSName",
					   "CreationClassName",   "Handle"};
	const MI_Instance *self;
	const MI_Char *namespace;

	(void)state;
	host_open(&client);
	host_enumerate(&client, "CIM_Process");
	assert_true(client.nr_instances > 1);
	for (unsigned i = 0; i < client.nr_instances; i++)
		for (unsigned k = 0; k < HOSTMI_COUNT(keys); k++)
			assert_string_not_equal(host_string(client.instances[i], keys[k]), "");
	self = find_self();
	assert_non_null(self);
	assert_int_equal(host_number(self, "ParentProcessID"), getppid());
	assert_true(host_number(self, "WorkingSetSize") > 4096);
	assert_false(host_is_null(self, "Parameters"));
	assert_true(host_is_null(self, "TerminationDate"));
	assert_int_equal(MI_Instance_GetNameSpace(self, &namespace), MI_RESULT_OK);
	assert_string_equal(namespace, "root/cimv2");
	host_close(&client);
}

static void a_base_class_brings_the_instances_of_its_subclasses(void **state)
{
	bool has_system = false;

	(void)state;
	host_open(&client);
	host_enumerate(&client, "CIM_ManagedElement");
	for (unsigned i = 0; i < client.nr_instances; i++) {
		const MI_Char *name;

		MI_Instance_GetClassName(client.instances[i], &name);
		has_system |= !strcmp(name, "CIM_OperatingSystem");
	}
	assert_true(has_system);
	assert_non_null(find_self());
	MI_Session_EnumerateInstances(&client.session, MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW, NULL, NULL,
				      "CIM_ManagedElement", MI_FALSE, host_callbacks(&client), &client.operation);
	host_wait(&client);
	assert_int_equal(client.nr_instances, 0);
	assert_int_equal(client.result, MI_RESULT_OK);
	host_close(&client);
}

static void keys_only_means_keys_only(void **state)
{
	(void)state;
	host_open(&client);
	MI_Session_EnumerateInstances(&client.session, 0, NULL, "ROOT\\CIMV2", "CIM_Process", MI_TRUE,
				      host_callbacks(&client), &client.operation);
	host_wait(&client);
	assert_non_null(find_self());
	assert_true(host_is_null(find_self(), "Name"));
	assert_true(host_is_null(find_self(), "WorkingSetSize"));
	host_close(&client);
}

static void failures_come_with_words_and_details(void **state)
{
	MI_Instance *keys = host_instance("CIM_Process", "Handle", "4194305", NULL);

	(void)state;
	host_open(&client);
	host_enumerate(&client, "CIM_Nothing");
	assert_int_equal(client.result, MI_RESULT_INVALID_CLASS);
	assert_int_equal(client.details_code, MI_RESULT_INVALID_CLASS);
	assert_string_equal(client.message, "there is no class 'CIM_Nothing' in namespace 'root/cimv2'");
	host_enumerate(&client, NULL);
	assert_int_equal(client.result, MI_RESULT_INVALID_PARAMETER);
	MI_Session_EnumerateInstances(&client.session, 0, NULL, "root/other", "CIM_Process", MI_FALSE,
				      host_callbacks(&client), &client.operation);
	host_wait(&client);
	assert_int_equal(client.result, MI_RESULT_INVALID_NAMESPACE);
	assert_int_equal(client.details_code, MI_RESULT_INVALID_NAMESPACE);
	host_get(&client, keys);
	assert_int_equal(client.result, MI_RESULT_NOT_FOUND);
	assert_int_equal(client.details_code, MI_RESULT_NOT_FOUND);
	assert_string_equal(client.message, "there is no instance of 'CIM_Process' with these keys");
	MI_Session_CreateInstance(&client.session, 0, NULL, NULL, keys, host_callbacks(&client), &client.operation);
	host_wait(&client);
	assert_int_equal(client.result, MI_RESULT_NOT_SUPPORTED);
	host_close(&client);
	MI_Instance_Delete(keys);
}

static void a_connection_can_be_tested_and_protocols_are_known_by_name(void **state)
{
	MI_Session session;

	(void)state;
	host_open(&client);
	MI_Session_TestConnection(&client.session, 0, host_callbacks(&client), &client.operation);
	host_wait(&client);
	assert_int_equal(client.result, MI_RESULT_OK);
	assert_int_equal(MI_Application_NewSession(&client.application, "SMOKE", NULL, NULL, NULL, NULL, &session),
			 MI_RESULT_NOT_FOUND);
	host_close(&client);
}

static void an_instance_is_found_by_its_keys(void **state)
{
	char handle[16];
	MI_Instance *keys, *wrong, *none, *whole;

	(void)state;
	snprintf(handle, sizeof(handle), "%d", (int)getpid());
	keys = host_instance("CIM_Process", "Handle", handle, NULL);
	wrong = host_instance("CIM_Process", "Handle", handle, "CSName", "elsewhere", NULL);
	none = host_instance("CIM_Process", NULL);
	host_open(&client);
	host_get(&client, keys);
	assert_int_equal(client.result, MI_RESULT_OK);
	assert_int_equal(client.nr_instances, 1);
	assert_non_null(find_self());
	assert_int_equal(dispatch_instance_clone(client.instances[0], &whole), MI_RESULT_OK);
	host_get(&client, whole);
	assert_int_equal(client.result, MI_RESULT_OK);
	host_get(&client, wrong);
	assert_int_equal(client.result, MI_RESULT_NOT_FOUND);
	host_get(&client, none);
	assert_int_equal(client.result, MI_RESULT_NOT_FOUND);
	host_close(&client);
	MI_Instance_Delete(keys);
	MI_Instance_Delete(wrong);
	MI_Instance_Delete(none);
	MI_Instance_Delete(whole);
}

static void queries_filter_and_select(void **state)
{
	char query[200];
	MI_Uint32 count;

	(void)state;
	host_open(&client);
	snprintf(query, sizeof(query), "select Handle, Name from CIM_Process where Handle = '%d'", (int)getpid());
	host_query(&client, query);
	assert_int_equal(client.result, MI_RESULT_OK);
	assert_int_equal(client.nr_instances, 1);
	MI_Instance_GetElementCount(client.instances[0], &count);
	assert_int_equal(count, 2);
	host_query(&client, "select * from CIM_Process where Handle = '0'");
	assert_int_equal(client.result, MI_RESULT_OK);
	assert_int_equal(client.nr_instances, 0);
	snprintf(query, sizeof(query), "select * from CIM_ManagedElement where __this isa CIM_OperatingSystem");
	host_query(&client, query);
	assert_int_equal(client.nr_instances, 1);
	host_query(&client, "select * from CIM_Process when x");
	assert_int_equal(client.result, MI_RESULT_INVALID_QUERY);
	assert_string_equal(client.message, "position 27: 'where' or the end is expected, not 'when'");
	host_query(&client, "select * from CIM_Nothing");
	assert_int_equal(client.result, MI_RESULT_INVALID_CLASS);
	host_query(&client, "select Wings from CIM_Process");
	assert_int_equal(client.result, MI_RESULT_INVALID_QUERY);
	MI_Session_QueryInstances(&client.session, 0, NULL, NULL, "XPath", "/", host_callbacks(&client),
				  &client.operation);
	host_wait(&client);
	assert_int_equal(client.result, MI_RESULT_QUERY_LANGUAGE_NOT_SUPPORTED);
	host_close(&client);
}

static void associate(const MI_Instance *source, const char *association, const char *result_class, const char *role,
		      const char *result_role)
{
	MI_Session_AssociatorInstances(&client.session, 0, NULL, NULL, source, association, result_class, role,
				       result_role, MI_FALSE, host_callbacks(&client), &client.operation);
	host_wait(&client);
}

static void processes_are_associated_with_the_operating_system(void **state)
{
	MI_Instance *self, *system;
	const MI_Char *name;
	char handle[16];

	(void)state;
	snprintf(handle, sizeof(handle), "%d", (int)getpid());
	self = host_instance("CIM_Process", "Handle", handle, NULL);
	system = host_instance("CIM_OperatingSystem", "CSCreationClassName", "CIM_ComputerSystem", NULL);
	host_open(&client);
	associate(self, NULL, NULL, NULL, NULL);
	assert_int_equal(client.nr_instances, 1);
	MI_Instance_GetClassName(client.instances[0], &name);
	assert_string_equal(name, "CIM_OperatingSystem");
	assert_int_equal(host_number(client.instances[0], "OSType"), 36); /* the whole instance, not its keys */
	associate(self, "CIM_OSProcess", "CIM_LogicalElement", "PartComponent", "GroupComponent");
	assert_int_equal(client.nr_instances, 1);
	associate(self, NULL, "CIM_Process", NULL, NULL);
	assert_int_equal(client.nr_instances, 0);
	associate(self, NULL, NULL, "GroupComponent", NULL);
	assert_int_equal(client.nr_instances, 0);
	associate(self, "CIM_Nothing", NULL, NULL, NULL);
	assert_int_equal(client.result, MI_RESULT_INVALID_CLASS);
	associate(system, NULL, NULL, NULL, NULL);
	assert_non_null(find_self());
	MI_Session_ReferenceInstances(&client.session, 0, NULL, NULL, self, NULL, NULL, MI_FALSE,
				      host_callbacks(&client), &client.operation);
	host_wait(&client);
	assert_int_equal(client.nr_instances, 1);
	MI_Instance_GetClassName(client.instances[0], &name);
	assert_string_equal(name, "CIM_OSProcess");
	host_close(&client);
	MI_Instance_Delete(self);
	MI_Instance_Delete(system);
}

/* What concrete classes there are, each of them works, and every instance is found by its own keys. */
static void all_classes_can_be_enumerated(void **state)
{
	const struct hostmi_class *class;

	(void)state;
	host_open(&client);
	for (unsigned i = 0; (class = hostmi_schema_at(i)); i++) {
		MI_Instance *keys;

		host_enumerate(&client, class->provider->name);
		assert_int_equal(client.result, MI_RESULT_OK);
		if (!client.nr_instances || !class->provider->open)
			continue;
		assert_int_equal(dispatch_instance_clone(client.instances[0], &keys), MI_RESULT_OK);
		host_get(&client, keys);
		if (client.result != MI_RESULT_OK)
			fail_msg("%s: %s", class->provider->name, client.message);
		dispatch_instance_free(keys);
	}
	host_close(&client);
}

/* --- notes -------------------------------------------------------------------------------------------------------- */

static void change(void (*start)(MI_Session *, MI_Uint32, MI_OperationOptions *, const MI_Char *, const MI_Instance *,
				 MI_OperationCallbacks *, MI_Operation *),
		   const MI_Instance *instance)
{
	start(&client.session, 0, NULL, NULL, instance, host_callbacks(&client), &client.operation);
	host_wait(&client);
}

static void notes_are_created_changed_and_deleted(void **state)
{
	char directory[] = "/tmp/hostmi-test-XXXXXX";
	MI_Instance *note =
		host_instance("MTR_Note", "Id", "a/b", "Text", "two\nlines \\ and more", "Author", "me", NULL);
	MI_Instance *key = host_instance("MTR_Note", "Id", "a/b", NULL);
	MI_Instance *change_text = host_instance("MTR_Note", "Id", "a/b", "Text", "", NULL);
	MI_Instance *wrong = host_instance("MTR_Note", "Id", "c", "Colour", "red", NULL);
	MI_Char *tags[] = {(MI_Char *)"x", (MI_Char *)"y z"};

	(void)state;
	assert_non_null(mkdtemp(directory));
	setenv("HOSTMI_STATE", directory, 1);
	MI_Instance_AddElement(note, "Tags", &(MI_Value){.stringa = {tags, 2}}, MI_STRINGA, 0);
	MI_Instance_AddElement(note, "Priority", &(MI_Value){.uint32 = 9}, MI_UINT32, 0);
	host_open(&client);
	change(MI_Session_CreateInstance, note);
	assert_int_equal(client.result, MI_RESULT_OK);
	assert_string_equal(host_string(client.instances[0], "Id"), "a/b");
	change(MI_Session_CreateInstance, note);
	assert_int_equal(client.result, MI_RESULT_ALREADY_EXISTS);
	host_close(&client);

	host_open(&client); /* another life of the library: the note is still there */
	host_get(&client, key);
	assert_int_equal(client.result, MI_RESULT_OK);
	assert_string_equal(host_string(client.instances[0], "Text"), "two\nlines \\ and more");
	assert_string_equal(host_string(client.instances[0], "Author"), "me");
	assert_int_equal(host_number(client.instances[0], "Priority"), 9);
	host_query(&client, "select * from MTR_Note where Text like '%lines%' and Priority > 8");
	assert_int_equal(client.nr_instances, 1);
	change(MI_Session_ModifyInstance, change_text);
	assert_int_equal(client.result, MI_RESULT_OK);
	host_get(&client, key);
	assert_false(host_is_null(client.instances[0], "Text"));
	assert_string_equal(host_string(client.instances[0], "Text"), "");
	assert_string_equal(host_string(client.instances[0], "Author"), "me");
	change(MI_Session_CreateInstance, wrong);
	assert_int_equal(client.result, MI_RESULT_NO_SUCH_PROPERTY);
	change(MI_Session_DeleteInstance, key);
	assert_int_equal(client.result, MI_RESULT_OK);
	change(MI_Session_DeleteInstance, key);
	assert_int_equal(client.result, MI_RESULT_NOT_FOUND);
	change(MI_Session_ModifyInstance, change_text);
	assert_int_equal(client.result, MI_RESULT_NOT_FOUND);
	host_close(&client);
	assert_int_equal(rmdir(directory), 0); /* nothing is left behind */
	MI_Instance_Delete(note);
	MI_Instance_Delete(key);
	MI_Instance_Delete(change_text);
	MI_Instance_Delete(wrong);
}

static void a_directory_of_somebody_elses_is_not_used(void **state)
{
	MI_Instance *note = host_instance("MTR_Note", "Id", "x", NULL);
	char directory[] = "/tmp/hostmi-test-XXXXXX", link[64];

	(void)state;
	assert_non_null(mkdtemp(directory));
	snprintf(link, sizeof(link), "%s.link", directory);
	assert_int_equal(symlink(directory, link), 0);
	setenv("HOSTMI_STATE", link, 1);
	host_open(&client);
	change(MI_Session_CreateInstance, note);
	assert_int_not_equal(client.result, MI_RESULT_OK);
	host_close(&client);
	unlink(link);
	assert_int_equal(rmdir(directory), 0);
	MI_Instance_Delete(note);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_operating_system_is_the_one_that_runs_here),
		cmocka_unit_test(every_process_has_its_keys_and_this_one_is_among_them),
		cmocka_unit_test(a_base_class_brings_the_instances_of_its_subclasses),
		cmocka_unit_test(keys_only_means_keys_only),
		cmocka_unit_test(failures_come_with_words_and_details),
		cmocka_unit_test(a_connection_can_be_tested_and_protocols_are_known_by_name),
		cmocka_unit_test(an_instance_is_found_by_its_keys),
		cmocka_unit_test(queries_filter_and_select),
		cmocka_unit_test(processes_are_associated_with_the_operating_system),
		cmocka_unit_test(all_classes_can_be_enumerated),
		cmocka_unit_test(notes_are_created_changed_and_deleted),
		cmocka_unit_test(a_directory_of_somebody_elses_is_not_used),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
