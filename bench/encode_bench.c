/*
 * What encoding an instance costs, as a multiple of the floor: what any tool that keeps the payload must pay, which
 * is going through the elements by the instance's own function table and copying what it answers.
 *
 *	encode_bench [--libmi LIB.so]              nanoseconds and ratios, medians of interleaved rounds
 *	encode_bench --count S|M|L|X floor|encode N    N rounds of one thing, for callgrind (see encode_gate)
 *	encode_bench --payload S|M|L|X N               bytes of N different instances, walked and copied
 *
 * The floor is that of the dispatcher's own table, or of the library given.
 */
#include <dlfcn.h>
#include <mi/mi.h>
#include <mi/mi_extended.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "encoder.h"
#include "floor.h"
#include "mitrace_fields.h"
#include "objects.h"
#include "redact.h"
#include "schema.h"
#include "workloads.h"

enum {
	ROUNDS = 15,
	PER_ROUND = 20000,
};

static uint8_t buffer[1 << 16];
static struct mtr_encoder_env env;
static struct mtr_redaction redaction;

/* Not static: callgrind counts by these names. */
__attribute__((noinline)) size_t bench_floor(const MI_Instance *instance);
__attribute__((noinline)) size_t bench_encode(const MI_Instance *instance);

size_t bench_floor(const MI_Instance *instance)
{
	return (size_t)(floor_copy((char *)buffer, instance) - (char *)buffer);
}

/* A whole event as a recorder writes it: callback_begin with its kind, operation and result. */
size_t bench_encode(const MI_Instance *instance)
{
	struct mtr_encoder e;
	size_t mark;

	mtr_encoder_begin(&e, buffer, sizeof(buffer), &env);
	mark = mtr_encode_open(&e, MTR_PACKET_CALLBACK_BEGIN);
	mtr_encode_uint(&e, MTR_CALLBACK_KIND, MTR_CALLBACK_KIND_MI_OperationCallbacks_instanceResult);
	mtr_encode_uint(&e, MTR_CALLBACK_OPERATION, 1);
	mtr_encode_instance(&e, MTR_CALLBACK_INSTANCE, instance);
	mtr_encode_bool(&e, MTR_CALLBACK_MORE_RESULTS, true);
	mtr_encode_uint(&e, MTR_CALLBACK_RESULT, 0);
	mtr_encode_close(&e, mark);
	return mtr_encoder_overflowed(&e) ? 0 : mtr_encoder_size(&e);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double time_of(size_t (*run)(const MI_Instance *), const struct workload *w)
{
	double start = now();
	int i;

	for (i = 0; i < PER_ROUND; i++)
		run(w->instances[i % WORKLOAD_INSTANCES]);
	return (now() - start) / PER_ROUND;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values)
{
	qsort(values, ROUNDS, sizeof(*values), by_value);
	return values[ROUNDS / 2];
}

static void measure(const struct workload *w)
{
	double floors[ROUNDS], encodes[ROUNDS], ratios[ROUNDS];
	int i;

	for (i = 0; i < ROUNDS; i++) {
		floors[i] = time_of(bench_floor, w);
		encodes[i] = time_of(bench_encode, w);
		ratios[i] = encodes[i] / floors[i];
	}
	printf("%s  floor %4zu bytes %6.1f ns   encode %4zu bytes %6.1f ns   ratio %.2f\n", w->name,
	       bench_floor(w->instances[1]), median(floors), bench_encode(w->instances[1]), median(encodes),
	       median(ratios));
}

/* The table of a library's instances. */
static const MI_InstanceFT *table_of(const char *libmi)
{
	MI_Application application = MI_APPLICATION_NULL;
	MI_Result (*initialize)(MI_Uint32, const MI_Char *, MI_Instance **, MI_Application *) = NULL;
	MI_Instance *instance = NULL;
	void *library = dlopen(libmi, RTLD_NOW | RTLD_LOCAL);

	if (library)
		*(void **)&initialize = dlsym(library, "MI_Application_InitializeV1");
	if (!initialize || initialize(0, "encode_bench", NULL, &application) != MI_RESULT_OK ||
	    application.ft->NewInstance(&application, "Any", NULL, &instance) != MI_RESULT_OK) {
		fprintf(stderr, "encode_bench: %s is no libmi: %s\n", libmi, library ? "no application" : dlerror());
		exit(2);
	}
	return instance->ft;
}

static int count(const struct workload *workloads, char **argv)
{
	size_t (*run)(const MI_Instance *) = !strcmp(argv[1], "floor") ? bench_floor : bench_encode;
	int i, k, rounds = atoi(argv[2]);

	for (k = 0; k < WORKLOADS; k++) {
		if (strcmp(workloads[k].name, argv[0]) != 0)
			continue;
		for (i = 0; i < rounds; i++)
			if (!run(workloads[k].instances[i % WORKLOAD_INSTANCES]))
				return 2;
		return 0;
	}
	fprintf(stderr, "encode_bench: no workload %s\n", argv[0]);
	return 2;
}

static int payload(const MI_InstanceFT *ft, const char *name, unsigned count)
{
	static const char names[WORKLOADS][2] = {"S", "M", "L", "X"};
	struct kit *kit;
	size_t total = 0;
	unsigned k = 0, i;

	while (k < WORKLOADS - 1 && strcmp(names[k], name) != 0)
		k++;
	for (i = 0; i < count; i++) {
		kit = kit_new(i);
		total += bench_floor(workload_instance(kit, ft, k, i));
		kit_free(kit);
	}
	printf("%zu\n", total);
	return 0;
}

int main(int argc, char **argv)
{
	static const uint8_t key[MTR_REDACTION_KEY_SIZE] = "benchmark";
	const MI_InstanceFT *ft = &dispatch_instance_ft;
	struct workload workloads[WORKLOADS];
	struct kit *kit = kit_new(1);
	int i, status = 0;

	if (argc == 3 && !strcmp(argv[1], "--libmi"))
		ft = table_of(argv[2]);
	mtr_redaction_init(&redaction, MTR_REDACTION_SECRETS, key);
	env = (struct mtr_encoder_env){.redaction = &redaction, .schemas = mtr_schema_cache_new(), .cap = 1 << 20};
	workloads_make(kit, ft, workloads);
	if (argc == 4 && !strcmp(argv[1], "--payload")) {
		status = payload(ft, argv[2], (unsigned)atoi(argv[3]));
	} else if (argc == 5 && !strcmp(argv[1], "--count")) {
		status = count(workloads, argv + 2);
	} else {
		for (i = 0; i < WORKLOADS; i++)
			measure(&workloads[i]);
	}
	mtr_schema_cache_free(env.schemas);
	kit_free(kit);
	return status;
}
