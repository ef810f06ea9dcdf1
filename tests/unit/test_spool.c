/* spool.h: reading a spool that lives, died or was damaged, and folding it into its trace. */
#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fail.h"
#include "instance_kit.h"
#include "mitrace_fields.h"
#include "seek_table.h"
#include "spool_format.h"
#include "trace_fixture.h"
#include "unit.h"

/* ---- instances */

enum {
	CLASSES = 40
};

static void encode_instance(struct mtr_encoder *e, const void *context)
{
	size_t callback = mtr_encode_open(e, MTR_PACKET_CALLBACK_BEGIN);

	mtr_encode_uint(e, MTR_CALLBACK_KIND, MTR_CALLBACK_KIND_MI_OperationCallbacks_instanceResult);
	mtr_encode_instance(e, MTR_CALLBACK_INSTANCE, context);
	mtr_encode_close(e, callback);
}

static uint64_t write_instance(struct mtr_ring *ring, const MI_Instance *instance)
{
	const struct mtr_event event = {.time = 2000, .encode = encode_instance, .context = instance};

	return mtr_event_write(ring, &event);
}

static void make_instances(struct kit *kit, MI_Instance **instances)
{
	char name[32];
	int i;

	for (i = 0; i < CLASSES; i++) {
		MI_ClassDecl *decl;

		snprintf(name, sizeof(name), "Spool_Class%d", i);
		decl = kit_class_decl(kit, name, 2);
		kit_add_property(kit, decl, "Name", MI_STRING, MI_FLAG_PROPERTY);
		kit_add_property(kit, decl, "Text", MI_STRING, MI_FLAG_PROPERTY);
		instances[i] = kit_instance(kit, decl, "root/test", NULL);
		kit_set_string(kit, instances[i], 0, name);
	}
}

/* In each frame by itself every schema and thread comes before its first use. Returns the number of frames with events. */
static unsigned check_frames(const char *path)
{
	struct loaded loaded;
	bool schemas[8192], threads[4096];
	unsigned nr = 0, i;
	size_t at = 0, size;
	Mitrace__Trace *frame;

	load_trace(path, &loaded);
	while (next_frame(&loaded, &at, &frame, &size)) {
		bool used = false;

		memset(schemas, 0, sizeof(schemas));
		memset(threads, 0, sizeof(threads));
		assert_true(size <= 1 << 20);
		for (i = 0; i < frame->n_packet; i++) {
			const Mitrace__Packet *packet = frame->packet[i];

			if (packet->body_case == MITRACE__PACKET__BODY_SCHEMA)
				schemas[packet->schema->id] = true;
			if (packet->body_case == MITRACE__PACKET__BODY_THREAD_INFO)
				threads[packet->thread_info->id] = true;
			if (!packet->has_seq)
				continue;
			used = true;
			assert_true(threads[packet->thread]);
			if (packet->body_case == MITRACE__PACKET__BODY_CALLBACK_BEGIN)
				assert_true(schemas[packet->callback_begin->instance->schema]);
		}
		nr += used;
		mitrace__trace__free_unpacked(frame, NULL);
	}
	unload_trace(&loaded);
	return nr;
}

static void write_instances(struct fixture *f, MI_Instance **instances, unsigned events, struct kit *kit)
{
	struct mtr_ring *rings[2] = {mtr_ring_acquire(f->recorder, 1, "a"), mtr_ring_acquire(f->recorder, 2, "b")};
	char text[600];
	unsigned i, k;

	for (i = 0; i < events; i++) {
		MI_Instance *instance = instances[i * 7 % CLASSES];

		for (k = 0; k < sizeof(text) - 1; k++)
			text[k] = (char)('a' + kit_random(kit, 26));
		text[sizeof(text) - 1] = 0;
		kit_set_string(kit, instance, 1, text);
		assert_int_equal(write_instance(rings[i / 3 % 2], instance), i + 1);
	}
}

static void every_frame_has_the_schemas_and_threads_it_uses(void **state)
{
	struct kit *kit = kit_new(1);
	MI_Instance *instances[CLASSES];
	struct fixture f;

	(void)state;
	make_instances(kit, instances);
	fixture_begin(&f, NULL);
	fixture_open(&f, true);
	write_instances(&f, instances, 8000, kit);
	fixture_stop(&f);
	assert_true(check_frames(f.trace) >= 5);
	fixture_end(&f);
	kit_free(kit);
}

/* ---- processes that die */

/* Runs @live in a process that then dies without a word. */
static void die_after(struct fixture *f, void (*live)(struct fixture *f))
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid) {
		live(f);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void live_with_instances(struct fixture *f)
{
	struct kit *kit = kit_new(1);
	MI_Instance *instances[CLASSES];

	make_instances(kit, instances);
	fixture_open(f, true);
	write_instances(f, instances, 3001, kit);
}

static void a_folded_trace_has_in_every_frame_what_it_uses(void **state)
{
	struct mtr_fold_result folded;
	struct fixture f;
	struct loaded loaded;

	(void)state;
	fixture_begin(&f, NULL);
	die_after(&f, live_with_instances);
	assert_int_equal(mtr_spool_fold(f.trace, &folded), 0);
	assert_true(folded.events > 0);
	assert_true(check_frames(f.trace) >= 2);
	load_trace(f.trace, &loaded);
	assert_int_equal(check_order(&loaded), 3001);
	assert_int_equal(loaded_end(&loaded)->events, 3001);
	unload_trace(&loaded);
	fixture_end(&f);
}

static void live_shortly(struct fixture *f)
{
	struct mtr_ring *ring;
	int i;

	fixture_open(f, false);
	ring = mtr_ring_acquire(f->recorder, 1, "short");
	for (i = 0; i < 100; i++)
		write_text(ring, "an event");
}

static void append(const char *path, const void *data, size_t size)
{
	int fd = open(path, O_WRONLY | O_APPEND);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, size), size);
	close(fd);
}

static void a_frame_that_the_process_died_in_is_cut_off_and_taken_from_the_spool(void **state)
{
	static const uint8_t half[] = {0x28, 0xb5, 0x2f, 0xfd, 0x64, 0x00, 0x10, 0x55, 0x55, 0x55};
	struct mtr_fold_result folded;
	struct fixture f;
	struct loaded loaded;

	(void)state;
	fixture_begin(&f, NULL);
	die_after(&f, live_shortly);
	append(f.trace, half, sizeof(half));
	assert_int_equal(mtr_spool_fold(f.trace, &folded), 0);
	assert_int_equal(folded.torn_bytes, sizeof(half));
	assert_int_equal(folded.events, 100);
	load_trace(f.trace, &loaded);
	assert_int_equal(check_order(&loaded), 100);
	unload_trace(&loaded);
	assert_int_equal(run("zstd -tq '%s'", f.trace), 0);
	fixture_end(&f);
}

static void an_end_without_its_seek_table_is_written_again(void **state)
{
	struct mtr_fold_result folded;
	struct fixture f;
	struct loaded loaded;
	struct stat st;

	(void)state;
	fixture_begin(&f, NULL);
	die_after(&f, live_shortly);
	assert_int_equal(run("cp '%s' '%s.kept'", f.spool, f.spool), 0);
	assert_int_equal(mtr_spool_fold(f.trace, NULL), 0);
	/* As if the process had been killed in its last write. */
	assert_int_equal(stat(f.trace, &st), 0);
	assert_int_equal(truncate(f.trace, st.st_size - 20), 0);
	assert_int_equal(run("mv '%s.kept' '%s'", f.spool, f.spool), 0);
	assert_int_equal(mtr_spool_fold(f.trace, &folded), 0);
	assert_false(folded.nothing_to_do);
	load_trace(f.trace, &loaded);
	assert_int_equal(check_order(&loaded), 100);
	assert_int_equal(loaded_end(&loaded)->events, 100);
	assert_int_equal(loaded.file_size, st.st_size);
	unload_trace(&loaded);
	fixture_end(&f);
}

static void live_longer(struct fixture *f)
{
	struct mtr_ring *ring;
	char text[1000];
	unsigned seed = 5;
	int i;

	fixture_open(f, true);
	ring = mtr_ring_acquire(f->recorder, 1, "longer");
	for (i = 0; i < 5000; i++) {
		size_t k;

		for (k = 0; k < sizeof(text) - 1; k++)
			text[k] = (char)('!' + rand_r(&seed) % 90);
		text[k] = 0;
		write_text(ring, text);
	}
}

static void damage_within_the_trace_costs_its_frame_alone(void **state)
{
	struct mtr_fold_result folded;
	struct mtr_seek_table table;
	struct fixture f;
	struct loaded loaded;
	uint8_t bad = 0x55;
	size_t need, i, offset = 0, whole;
	struct stat st;
	int fd;

	(void)state;
	fixture_begin(&f, NULL);
	die_after(&f, live_longer);
	load_torn_trace(f.trace, &loaded);
	whole = loaded.file_size;
	unload_trace(&loaded);
	assert_true(whole > 1 << 20);
	/* Somewhere in the second frame with events. */
	fd = open(f.trace, O_RDWR);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(pwrite(fd, &bad, 1, 100000), 1);
	assert_int_equal(mtr_spool_fold(f.trace, &folded), 0);
	close(fd);
	/* The writer may have died in a frame; the damage before it is not taken for the end. */
	assert_int_equal(folded.torn_bytes, (size_t)st.st_size - whole);
	/* The seek table goes over the hole, and the last events are there. */
	load_raw_file(f.trace, &loaded);
	assert_int_equal(mtr_seek_table_read(loaded.file, loaded.file_size, loaded.file_size, &table, &need), 0);
	for (i = 0; i < table.nr; i++)
		offset += table.entries[i].size;
	assert_int_equal(offset + need, loaded.file_size);
	assert_int_equal(table.entries[table.nr - 2].first_seq + table.entries[table.nr - 2].nr_events, 5001);
	mtr_seek_table_free(&table);
	free(loaded.file);
	fixture_end(&f);
}

static void folding_that_is_killed_can_be_done_again(void **state)
{
	struct fixture f;
	struct loaded loaded;
	int i, status;

	(void)state;
	fixture_begin(&f, NULL);
	die_after(&f, live_longer);
	for (i = 0; i < 10; i++) {
		const struct timespec while_at_it = {0, 300000 * i};
		pid_t pid = fork();

		if (!pid)
			_exit(mtr_spool_fold(f.trace, NULL) ? 1 : 0);
		nanosleep(&while_at_it, NULL);
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
	}
	assert_int_equal(mtr_spool_fold(f.trace, NULL), 0);
	load_trace(f.trace, &loaded);
	assert_int_equal(check_order(&loaded), 5000);
	assert_int_equal(loaded_end(&loaded)->events, 5000);
	unload_trace(&loaded);
	assert_int_equal(access(f.spool, F_OK), -1);
	fixture_end(&f);
}

static void folding_refuses_what_is_not_its_business(void **state)
{
	struct fixture f, other;

	(void)state;
	fixture_begin(&f, NULL);
	fixture_open(&f, true);
	assert_int_equal(mtr_spool_fold(f.trace, NULL), -EBUSY);
	fixture_stop(&f);
	fixture_end(&f);

	fixture_begin(&f, NULL);
	die_after(&f, live_shortly);
	assert_int_equal(run("mv '%s' '%s.away'", f.spool, f.spool), 0);
	assert_int_equal(mtr_spool_fold(f.trace, NULL), -MTR_EMISSING);
	/* Another trace's spool, under the right name. */
	fixture_begin(&other, NULL);
	memcpy(memmem(other.header, other.header_size, "trace-id", 8), "tRACE-ID", 8);
	die_after(&other, live_shortly);
	assert_int_equal(run("cp '%s' '%s'", other.spool, f.spool), 0);
	assert_int_equal(mtr_spool_fold(f.trace, NULL), -MTR_EMISSING);
	assert_int_equal(run("echo nothing > '%s.txt'", f.trace), 0);
	snprintf(f.trace + strlen(f.trace), 5, ".txt");
	assert_int_equal(mtr_spool_fold(f.trace, NULL), -MTR_EFORMAT);
	fixture_end(&f);
	fixture_end(&other);
}

static void a_process_that_executes_another_program_is_dead_to_its_spool(void **state)
{
	struct fixture f;
	struct loaded loaded;
	struct mtr_fold_result folded;
	int status, ready[2];
	char byte;
	pid_t pid;

	(void)state;
	fixture_begin(&f, NULL);
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (!pid) {
		live_shortly(&f);
		dup2(ready[1], 1);
		execl("/bin/sh", "sh", "-c", "echo; exec sleep 1000", (char *)NULL);
		_exit(1);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(mtr_spool_fold(f.trace, &folded), 0);
	assert_int_equal(folded.events, 100);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	load_trace(f.trace, &loaded);
	assert_int_equal(check_order(&loaded), 100);
	unload_trace(&loaded);
	close(ready[0]);
	close(ready[1]);
	fixture_end(&f);
}

static void live_and_drop(struct fixture *f)
{
	struct mtr_ring *ring;
	unsigned dropped = 0;

	f->config.on_full = MTR_ON_FULL_DROP;
	f->config.ring_size = 4 * 65536;
	fixture_open(f, false);
	ring = mtr_ring_acquire(f->recorder, 1, "drops");
	while (dropped < 77)
		dropped += !write_text(ring, "an event until there is no room");
}

static void drops_of_a_dead_process_are_told(void **state)
{
	struct fixture f;
	struct loaded loaded;
	uint64_t told = 0;
	size_t i;

	(void)state;
	fixture_begin(&f, NULL);
	die_after(&f, live_and_drop);
	assert_int_equal(mtr_spool_fold(f.trace, NULL), 0);
	load_trace(f.trace, &loaded);
	for (i = 0; i < loaded.trace->n_packet; i++)
		if (loaded.trace->packet[i]->body_case == MITRACE__PACKET__BODY_DROP)
			told += loaded.trace->packet[i]->drop->count;
	assert_int_equal(told, 77);
	assert_int_equal(loaded_end(&loaded)->dropped, 77);
	assert_int_equal(loaded_end(&loaded)->n_unfinished, 0);
	unload_trace(&loaded);
	fixture_end(&f);
}

/* ---- damaged spools */

/* Reads to the end, however often the reader complains. */
static unsigned read_all(const char *path)
{
	struct mtr_spool_reader *reader;
	struct mtr_spool_packet packet;
	unsigned packets = 0, complaints = 0;
	uint64_t seq = 0;
	int got;

	if (mtr_spool_reader_open(path, &reader))
		return 0;
	while ((got = mtr_spool_reader_next(reader, seq, &packet)) != 0 && got != -MTR_EFORMAT) {
		if (got < 0) {
			assert_true(got == -MTR_EDAMAGED || got == -EAGAIN);
			assert_true(complaints++ < 10); /* there are not more parts */
			continue;
		}
		assert_true(packet.size <= MTR_PACKET_MAX);
		seq = packet.seq ? packet.seq : seq;
		packets++;
	}
	mtr_spool_reader_close(reader);
	return packets;
}

static void damage_in_a_spool_harms_nobody(void **state)
{
	struct fixture f;
	struct loaded loaded;
	struct stat st;
	unsigned seed = 17, round, i;
	char good[200];

	(void)state;
	fixture_begin(&f, NULL);
	die_after(&f, live_with_instances);
	snprintf(good, sizeof(good), "%s.good", f.spool);
	assert_int_equal(run("cp '%s' '%s' && cp '%s' '%s.good'", f.spool, good, f.trace, f.trace), 0);
	assert_int_equal(stat(f.spool, &st), 0);
	for (round = 0; round < 60; round++) {
		int fd;

		assert_int_equal(run("cp '%s' '%s' && cp '%s.good' '%s'", good, f.spool, f.trace, f.trace), 0);
		fd = open(f.spool, O_RDWR);
		assert_true(fd >= 0);
		for (i = 0; i <= round % 5; i++) {
			uint64_t value = round % 3 ? (uint64_t)rand_r(&seed) << 16 : UINT64_MAX;
			off_t page = rand_r(&seed) % (st.st_size / 4096), offset;

			/* Headers of the file and its pieces, or anywhere. */
			offset = round % 2 ? (off_t)(rand_r(&seed) % 32 * 8) : (off_t)(rand_r(&seed) % 4096);
			if (round % 4 < 2)
				page = round % 8 ? 0 : 1;
			assert_true(pwrite(fd, &value, 1 + rand_r(&seed) % 8, page * 4096 + offset) > 0);
		}
		if (round % 7 == 6)
			assert_int_equal(ftruncate(fd, rand_r(&seed) % st.st_size), 0);
		close(fd);
		read_all(f.spool);
		if (mtr_spool_fold(f.trace, NULL) == 0) {
			load_trace(f.trace, &loaded);
			assert_non_null(loaded_end(&loaded));
			unload_trace(&loaded);
		}
		assert_int_equal(run("zstd -tq '%s'", f.trace), 0);
	}
	fixture_end(&f);
}

/* ---- live */

static void a_spool_tells_when_the_trace_must_be_read_first(void **state)
{
	struct mtr_spool_reader *reader;
	struct mtr_spool_packet packet;
	struct mtr_ring *ring;
	struct fixture f;
	int i;

	(void)state;
	fixture_begin(&f, NULL);
	f.config.ring_size = 4 * 65536;
	fixture_open(&f, false);
	assert_int_equal(mtr_spool_reader_open(f.spool, &reader), 0);
	assert_true(mtr_spool_reader_alive(reader));
	assert_memory_equal(mtr_spool_reader_trace_id(reader), "trace-id-0123456", 16);
	ring = mtr_ring_acquire(f.recorder, 1, "live");
	assert_int_equal(write_text(ring, "first"), 1);
	assert_int_equal(mtr_spool_reader_next(reader, 0, &packet), 1);
	assert_int_equal(packet.seq, 0); /* its thread */
	assert_int_equal(mtr_spool_reader_next(reader, 0, &packet), 1);
	assert_int_equal(packet.seq, 1);
	assert_int_equal(mtr_spool_reader_next(reader, 1, &packet), 0);
	/* So many that they get into the trace: without a writer thread, producers see to it. */
	for (i = 2; i <= 5000; i++)
		assert_int_equal(write_text(ring, "more and more events, until the ring is full"), i);
	assert_int_equal(mtr_spool_reader_next(reader, 1, &packet), -EAGAIN);
	/* The trace cannot be at fault twice: what the spool has is better than nothing. */
	assert_int_equal(mtr_spool_reader_next(reader, 1, &packet), 1);
	assert_true(packet.seq > 2);
	mtr_spool_reader_close(reader);
	fixture_stop(&f);
	fixture_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_frame_has_the_schemas_and_threads_it_uses),
		cmocka_unit_test(a_folded_trace_has_in_every_frame_what_it_uses),
		cmocka_unit_test(a_frame_that_the_process_died_in_is_cut_off_and_taken_from_the_spool),
		cmocka_unit_test(an_end_without_its_seek_table_is_written_again),
		cmocka_unit_test(damage_within_the_trace_costs_its_frame_alone),
		cmocka_unit_test(folding_that_is_killed_can_be_done_again),
		cmocka_unit_test(folding_refuses_what_is_not_its_business),
		cmocka_unit_test(a_process_that_executes_another_program_is_dead_to_its_spool),
		cmocka_unit_test(drops_of_a_dead_process_are_told),
		cmocka_unit_test(damage_in_a_spool_harms_nobody),
		cmocka_unit_test(a_spool_tells_when_the_trace_must_be_read_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
