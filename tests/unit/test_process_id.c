/* process_id.h: who runs, who does not, and who has a file mapped. */
#include "process_id.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

static void this_process_runs_and_another_time_is_another_process(void **state)
{
	uint64_t start = mtr_process_start_time(getpid());

	(void)state;
	assert_true(start > 0);
	assert_true(mtr_process_runs(getpid(), start));
	assert_true(mtr_process_runs(getpid(), 0));
	assert_false(mtr_process_runs(getpid(), start + 1));
}

static void a_name_with_brackets_does_not_confuse(void **state)
{
	int status;
	pid_t pid = fork();

	(void)state;
	if (!pid) {
		uint64_t start = mtr_process_start_time(getpid());
		int fd = open("/proc/self/comm", O_WRONLY);

		if (write(fd, ") Z 1 (", 7) != 7)
			_exit(2);
		_exit(mtr_process_start_time(getpid()) == start && mtr_process_runs(getpid(), start) ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void a_zombie_does_not_run(void **state)
{
	siginfo_t info;
	uint64_t start;
	pid_t pid = fork();

	(void)state;
	if (!pid) {
		pause();
		_exit(0);
	}
	start = mtr_process_start_time(pid);
	assert_true(mtr_process_runs(pid, start));
	kill(pid, SIGKILL);
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	assert_false(mtr_process_runs(pid, start));
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_false(mtr_process_runs(pid, start));
	assert_int_equal(mtr_process_start_time(pid), 0);
}

static void *go_on(void *context)
{
	(void)context;
	pause();
	return NULL;
}

static void a_process_whose_first_thread_has_ended_runs(void **state)
{
	pid_t pid = fork();
	char path[64], name[32] = "";
	uint64_t start;

	(void)state;
	if (!pid) {
		pthread_t thread;

		pthread_create(&thread, NULL, go_on, NULL);
		syscall(SYS_exit, 0); /* of this thread alone */
	}
	start = mtr_process_start_time(pid);
	/* It looks like a zombie once it has come so far. */
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	do {
		FILE *file = fopen(path, "r");
		int got = fscanf(file, "%*d %*s %31s", name);

		fclose(file);
		assert_int_equal(got, 1);
	} while (name[0] != 'Z');
	assert_true(mtr_process_runs(pid, start));
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void a_mapped_file_is_found_until_it_is_unmapped(void **state)
{
	char path[] = "/tmp/mitrace-map-XXXXXX";
	struct stat st;
	void *p;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, 4096), 0);
	assert_int_equal(fstat(fd, &st), 0);
	assert_false(mtr_process_maps(getpid(), st.st_ino));
	p = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	unlink(path); /* the name does not matter */
	assert_true(mtr_process_maps(getpid(), st.st_ino));
	munmap(p, 4096);
	assert_false(mtr_process_maps(getpid(), st.st_ino));
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(this_process_runs_and_another_time_is_another_process),
		cmocka_unit_test(a_name_with_brackets_does_not_confuse),
		cmocka_unit_test(a_zombie_does_not_run),
		cmocka_unit_test(a_process_whose_first_thread_has_ended_runs),
		cmocka_unit_test(a_mapped_file_is_found_until_it_is_unmapped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
