/* hostmi's methods and subscriptions: every callback a client can have, with something real behind it. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "host_client.h"
#include "process_events.h"
#include "unit.h"

static struct host_client client;
static char directory[64];

static void make_file(const char *name, size_t size)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, (off_t)size), 0);
	close(fd);
}

static int set_up(void **state)
{
	(void)state;
	snprintf(directory, sizeof(directory), "/tmp/hostmi-test-XXXXXX");
	assert_non_null(mkdtemp(directory));
	host_open(&client);
	return 0;
}

static int tear_down(void **state)
{
	char command[100];

	(void)state;
	host_close(&client);
	snprintf(command, sizeof(command), "rm -r %s", directory);
	return system(command);
}

static MI_Instance *path_parameter(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return host_instance("Parameters", "Path", path, NULL);
}

static bool exists(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return access(path, F_OK) == 0;
}

static long long returned(void)
{
	assert_int_equal(client.result, MI_RESULT_OK);
	assert_int_equal(client.nr_instances, 1);
	return host_number(client.instances[0], "MIReturn");
}

static void a_file_is_removed_only_if_the_answer_is_yes(void **state)
{
	MI_Instance *parameters = path_parameter("victim"), *gone = path_parameter("gone");

	(void)state;
	make_file("victim", 12);
	client.answer = MI_OperationCallback_ResponseType_No;
	host_invoke(&client, "RemoveFile", parameters, NULL);
	assert_int_equal(returned(), 1);
	assert_int_equal(host_count_texts(&client, "prompt: Remove "), 1);
	assert_true(exists("victim"));
	client.answer = MI_OperationCallback_ResponseType_Yes;
	host_invoke(&client, "removefile", parameters, NULL);
	assert_int_equal(returned(), 0);
	assert_int_equal(host_count_texts(&client, "verbose: removed "), 1);
	assert_false(exists("victim"));
	host_invoke(&client, "RemoveFile", gone, NULL);
	assert_int_equal(client.result, MI_RESULT_NOT_FOUND);
	assert_int_equal(client.nr_texts, 0);
	MI_Instance_Delete(parameters);
	MI_Instance_Delete(gone);
}

static void the_options_may_answer_in_the_clients_place(void **state)
{
	MI_Instance *parameters = path_parameter("victim");
	MI_OperationOptions options;

	(void)state;
	make_file("victim", 0);
	MI_Application_NewOperationOptions(&client.application, MI_FALSE, &options);
	MI_OperationOptions_SetPromptUserRegularMode(&options, MI_CALLBACKMODE_IGNORE, MI_FALSE);
	host_invoke(&client, "RemoveFile", parameters, &options);
	assert_int_equal(returned(), 1);
	assert_int_equal(host_count_texts(&client, "prompt: "), 0);
	assert_true(exists("victim"));
	MI_OperationOptions_Delete(&options);
	MI_Instance_Delete(parameters);
}

static void a_scan_tells_how_far_it_is_and_what_it_found(void **state)
{
	MI_Instance *parameters = path_parameter("tree");
	MI_OperationOptions options;
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s/tree", directory);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/tree/sub", directory);
	assert_int_equal(mkdir(path, 0700), 0);
	make_file("tree/a", 100);
	make_file("tree/sub/b", 11);
	make_file("tree/sub/c", 1);
	host_invoke(&client, "ScanDirectory", parameters, NULL);
	assert_int_equal(returned(), 0);
	assert_int_equal(host_number(client.instances[0], "Files"), 3);
	assert_int_equal(host_number(client.instances[0], "Directories"), 1);
	assert_int_equal(host_number(client.instances[0], "Bytes"), 112);
	assert_int_equal(host_count_texts(&client, "0% Scanning"), 1);
	assert_int_equal(host_count_texts(&client, "50% Scanning"), 1);
	assert_int_equal(host_count_texts(&client, "100% Scanning"), 1);
	assert_int_equal(host_count_texts(&client, "debug: "), 2);
	assert_int_equal(host_count_texts(&client, "verbose: scanned "), 1);

	MI_Application_NewOperationOptions(&client.application, MI_FALSE, &options);
	MI_OperationOptions_DisableChannel(&options, MI_WRITEMESSAGE_CHANNEL_DEBUG);
	host_invoke(&client, "ScanDirectory", parameters, &options);
	assert_int_equal(returned(), 0);
	assert_int_equal(host_count_texts(&client, "debug: "), 0);
	assert_int_equal(host_count_texts(&client, "verbose: "), 1);
	MI_OperationOptions_Delete(&options);
	MI_Instance_Delete(parameters);
}

static void names_are_streamed_some_at_a_time(void **state)
{
	MI_Instance *parameters = path_parameter(".");
	char name[16];

	(void)state;
	for (unsigned i = 0; i < 19; i++) {
		snprintf(name, sizeof(name), "f%u", i);
		make_file(name, 0);
	}
	host_invoke(&client, "ListDirectory", parameters, NULL);
	assert_int_equal(returned(), 0);
	assert_int_equal(host_number(client.instances[0], "Count"), 19);
	assert_int_equal(client.nr_texts, 3);
	assert_string_equal(client.texts[0], "Names+8");
	assert_string_equal(client.texts[1], "Names+8");
	assert_string_equal(client.texts[2], "Names+3");
	MI_Instance_Delete(parameters);
}

/* Checks two files that are there and two that are not. */
static void check_files(MI_OperationOptions *options)
{
	char here[128];
	MI_Char *paths[] = {here, (MI_Char *)"/nonexistent/1", (MI_Char *)"/nonexistent/2", here};
	MI_Instance *parameters = host_instance("Parameters", NULL);

	snprintf(here, sizeof(here), "%s", directory);
	MI_Instance_AddElement(parameters, "Paths", &(MI_Value){.stringa = {paths, 4}}, MI_STRINGA, 0);
	host_invoke(&client, "CheckFiles", parameters, options);
	MI_Instance_Delete(parameters);
}

static void an_error_is_the_end_if_the_client_says_no(void **state)
{
	MI_OperationOptions options;

	(void)state;
	MI_Application_NewOperationOptions(&client.application, MI_FALSE, &options);
	MI_OperationOptions_SetWriteErrorMode(&options, MI_CALLBACKMODE_INQUIRE);
	client.answer = MI_OperationCallback_ResponseType_No;
	check_files(&options);
	assert_int_equal(returned(), 2);
	assert_int_equal(host_number(client.instances[0], "Checked"), 2);
	assert_int_equal(host_count_texts(&client, "error: /nonexistent/1: "), 1);
	assert_int_equal(client.nr_texts, 1);
	client.answer = MI_OperationCallback_ResponseType_Yes;
	check_files(&options);
	assert_int_equal(returned(), 0);
	assert_int_equal(host_number(client.instances[0], "Failed"), 2);
	MI_OperationOptions_Delete(&options);
	client.answer = MI_OperationCallback_ResponseType_No;
	check_files(NULL); /* without options errors are told, not asked about */
	assert_int_equal(returned(), 0);
	assert_int_equal(host_number(client.instances[0], "Checked"), 4);
	assert_int_equal(client.nr_texts, 2);
}

static void a_slow_method_can_be_cancelled(void **state)
{
	MI_Instance *parameters = host_instance("Parameters", "Milliseconds", "60000", NULL);
	struct timespec before, after;

	(void)state;
	clock_gettime(CLOCK_MONOTONIC, &before);
	client.cancel_after = 2;
	host_invoke(&client, "Wait", parameters, NULL);
	client.cancel_after = 0;
	clock_gettime(CLOCK_MONOTONIC, &after);
	assert_int_equal(client.result, MI_RESULT_FAILED);
	assert_int_equal(client.nr_instances, 0);
	assert_true(after.tv_sec - before.tv_sec < 30);
	MI_Instance_Delete(parameters);
}

static void a_question_can_be_cancelled(void **state)
{
	MI_Instance *parameters = path_parameter("victim");
	MI_OperationCallbacks callbacks;

	(void)state;
	make_file("victim", 0);
	callbacks = *host_callbacks(&client);
	client.cancel_after = 1;
	client.answer = MI_OperationCallback_ResponseType_No;
	MI_Session_Invoke(&client.session, 0, NULL, NULL, "MTR_Workbench", "RemoveFile", NULL, parameters, &callbacks,
			  &client.operation);
	host_wait(&client);
	client.cancel_after = 0;
	assert_true(exists("victim"));
	MI_Instance_Delete(parameters);
}

static void mistakes_in_the_call_are_told(void **state)
{
	MI_Instance *parameters = host_instance("Parameters", NULL);

	(void)state;
	host_invoke(&client, "Fly", parameters, NULL);
	assert_int_equal(client.result, MI_RESULT_METHOD_NOT_FOUND);
	host_invoke(&client, "Wait", parameters, NULL);
	assert_int_equal(client.result, MI_RESULT_INVALID_PARAMETER);
	assert_string_equal(client.message, "parameter 'Milliseconds' of method 'Wait' is missing");
	host_invoke(&client, "Wait", NULL, NULL);
	assert_int_equal(client.result, MI_RESULT_INVALID_PARAMETER);
	MI_Instance_Delete(parameters);
}

/* --- subscriptions ------------------------------------------------------------------------------------------------ */

static void subscribe(const char *query)
{
	MI_Session_Subscribe(&client.session, 0, NULL, NULL, "WQL", query, NULL, host_callbacks(&client),
			     &client.operation);
}

/* Waits until there are that many indications; false when they do not come. */
static bool await_indications(unsigned nr)
{
	struct timespec deadline;
	int err = 0;

	clock_gettime(CLOCK_REALTIME, &deadline);
	deadline.tv_sec += 10;
	pthread_mutex_lock(&client.lock);
	while (client.nr_instances < nr && !err)
		err = pthread_cond_timedwait(&client.changed, &client.lock, &deadline);
	pthread_mutex_unlock(&client.lock);
	return !err;
}

static void wait_indications(unsigned nr)
{
	assert_true(await_indications(nr));
}

static const MI_Instance *source_of(const MI_Instance *indication)
{
	MI_Value value;

	assert_int_equal(MI_Instance_GetElement(indication, "SourceInstance", &value, NULL, NULL, NULL), MI_RESULT_OK);
	return value.instance;
}

/* Cancels the subscription and checks the one indication it brought. */
static void check_indication(const char *class_name, pid_t pid)
{
	const MI_Char *name;

	wait_indications(1);
	MI_Operation_Cancel(&client.operation, MI_REASON_NONE);
	host_wait(&client);
	assert_int_equal(client.result, MI_RESULT_FAILED);
	MI_Instance_GetClassName(client.instances[0], &name);
	assert_string_equal(name, class_name);
	assert_int_equal(host_number(source_of(client.instances[0]), "Handle"), pid);
	assert_string_not_equal(host_string(client.instances[0], "IndicationIdentifier"), "");
}

static void processes_that_come_and_go_are_told(void **state)
{
	char query[200];
	pid_t pid;

	(void)state;
	snprintf(query, sizeof(query),
		 "select * from CIM_InstCreation within 0.02 where SourceInstance isa CIM_Process and "
		 "SourceInstance.ParentProcessID = '%d'",
		 (int)getpid());
	subscribe(query);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		pause();
		_exit(0);
	}
	check_indication("CIM_InstCreation", pid);

	snprintf(query, sizeof(query),
		 "select * from CIM_InstDeletion within 0.02 where SourceInstance isa CIM_LogicalElement and "
		 "SourceInstance.Handle = '%d'",
		 (int)pid);
	subscribe(query);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	check_indication("CIM_InstDeletion", pid);
}

/* The process of indication number @at, which is of that class. */
static MI_Uint64 told_process(unsigned at, const char *class_name)
{
	const MI_Char *name;

	assert_int_equal(MI_Instance_GetClassName(client.instances[at], &name), MI_RESULT_OK);
	assert_string_equal(name, class_name);
	return host_number(source_of(client.instances[at]), "Handle");
}

static pid_t start_child(const char *program, int input)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid)
		return pid;
	dup2(input, STDIN_FILENO);
	execlp(program, program, (char *)NULL);
	_exit(1);
}

static void end_subscription(void)
{
	MI_Operation_Cancel(&client.operation, MI_REASON_NONE);
	host_wait(&client);
	assert_int_equal(client.result, MI_RESULT_FAILED);
}

static bool kernel_tells(void)
{
	int fd = hostmi_process_events_open();

	if (fd < 0)
		print_message("the kernel tells us of no processes: %s\n", strerror(-fd));
	else
		hostmi_process_events_close(fd);
	return fd >= 0;
}

/* A child that reads from us until the indication has come. A look may fall between its beginning and what it executes. */
static void a_process_is_told_by_the_name_it_executes_under(void **state)
{
	char query[200];
	int input[2];
	pid_t pid;

	(void)state;
	snprintf(query, sizeof(query),
		 "select * from CIM_InstCreation where SourceInstance isa CIM_Process and "
		 "SourceInstance.ParentProcessID = '%d' %s",
		 (int)getpid(), kernel_tells() ? "and SourceInstance.Name = 'cat'" : "");
	assert_int_equal(pipe2(input, O_CLOEXEC), 0);
	subscribe(query);
	pid = start_child("cat", input[0]);
	wait_indications(1);
	close(input[1]);
	close(input[0]);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	end_subscription();
	assert_int_equal(told_process(0, "CIM_InstCreation"), pid);
}

/* Without an interval none is missed, however short it lives: where the kernel tells. */
static void short_lives_are_told_where_the_kernel_tells(void **state)
{
	pid_t pids[20];
	char query[200];
	int status;

	(void)state;
	if (!kernel_tells())
		return;
	snprintf(query, sizeof(query),
		 "select * from CIM_InstIndication where SourceInstance isa CIM_Process and "
		 "SourceInstance.ParentProcessID = '%d'",
		 (int)getpid());
	subscribe(query);
	for (unsigned i = 0; i < 20; i++) {
		pids[i] = start_child("true", STDIN_FILENO);
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	await_indications(40);
	end_subscription();
	assert_int_equal(client.nr_instances, 40);
	for (unsigned i = 0; i < 20; i++) {
		assert_int_equal(told_process(2 * i, "CIM_InstCreation"), pids[i]);
		assert_int_equal(told_process(2 * i + 1, "CIM_InstDeletion"), pids[i]);
	}
}

static void check_subscription_refused(const char *query, MI_Result result)
{
	subscribe(query);
	host_wait(&client);
	assert_int_equal(client.result, result);
}

static void subscriptions_that_cannot_be_served_are_refused(void **state)
{
	(void)state;
	check_subscription_refused("select * from CIM_InstCreation", MI_RESULT_NOT_SUPPORTED);
	check_subscription_refused("select * from CIM_InstCreation where SourceInstance isa MTR_Note",
				   MI_RESULT_NOT_SUPPORTED);
	check_subscription_refused("select * from CIM_Process where __this isa CIM_Process", MI_RESULT_NOT_SUPPORTED);
	check_subscription_refused("select * from CIM_Nothing where SourceInstance isa CIM_Process",
				   MI_RESULT_INVALID_CLASS);
	check_subscription_refused("select all", MI_RESULT_INVALID_QUERY);
}

static void a_subscription_can_be_fetched_from(void **state)
{
	MI_Session session;
	MI_Operation operation;
	const MI_Instance *instance;
	MI_Boolean more = MI_TRUE;
	MI_Result result;

	(void)state;
	assert_int_equal(MI_Application_NewSession(&client.application, NULL, NULL, NULL, NULL, NULL, &session),
			 MI_RESULT_OK);
	MI_Session_Subscribe(&session, 0, NULL, NULL, "WQL",
			     "select * from CIM_InstCreation where SourceInstance isa CIM_Process and "
			     "SourceInstance.Handle = '0'",
			     NULL, NULL, &operation);
	assert_int_equal(MI_Operation_Cancel(&operation, MI_REASON_NONE), MI_RESULT_OK);
	while (more)
		assert_int_equal(
			MI_Operation_GetIndication(&operation, &instance, NULL, NULL, &more, &result, NULL, NULL),
			MI_RESULT_OK);
	assert_int_equal(result, MI_RESULT_FAILED);
	assert_int_equal(MI_Operation_Close(&operation), MI_RESULT_OK);
	assert_int_equal(MI_Session_Close(&session, NULL, NULL), MI_RESULT_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_file_is_removed_only_if_the_answer_is_yes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_options_may_answer_in_the_clients_place, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_scan_tells_how_far_it_is_and_what_it_found, set_up, tear_down),
		cmocka_unit_test_setup_teardown(names_are_streamed_some_at_a_time, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_error_is_the_end_if_the_client_says_no, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_slow_method_can_be_cancelled, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_question_can_be_cancelled, set_up, tear_down),
		cmocka_unit_test_setup_teardown(mistakes_in_the_call_are_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(processes_that_come_and_go_are_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_process_is_told_by_the_name_it_executes_under, set_up, tear_down),
		cmocka_unit_test_setup_teardown(short_lives_are_told_where_the_kernel_tells, set_up, tear_down),
		cmocka_unit_test_setup_teardown(subscriptions_that_cannot_be_served_are_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_subscription_can_be_fetched_from, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
