/*
 * A client that measures. What is done with each result:
 *
 *	capture               an enumeration that the process's recorder records: both ends of every callback
 *	floor                 walk and copy, outside of MI
 *	protobuf              walk, build messages of protobuf-c, pack
 *	lttng-blob, lttng-properties   LTTng-UST, from the module given with --lttng
 *
 * All get the same instances. Variants take turns in one process. A burst of results is as large as it can be without filling a ring, so that
 * nobody is measured waiting for a disk; between bursts the writers catch up, and during them they are at work. The
 * clock is the thread's own CPU time: it does not see what other programs take.
 *
 *	capture_bench [--lttng MODULE] [--rounds N] [--threads N] [--burst N] WORKLOAD VARIANT...
 *	    prints for every round and variant: round, variant, ns per result
 *	capture_bench --count N CLASS NAMESPACE
 *	    enumerates N times; prints the number of results and the nanoseconds that took
 */
#include <dlfcn.h>
#include <errno.h>
#include <getopt.h>
#include <mi/mi.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "floor.h"
#include "peer.h"

enum {
	THREADS_MAX = 64,
	PAUSE_MS = 4, /* between bursts */
	BURSTS = 6,   /* per round */
	WARM_UP = 3,  /* rounds not counted */
	RESULTS_KEPT = 16,
};

typedef size_t (*keep_fn)(const MI_Instance *instance);

struct variant {
	const char *name;
	keep_fn keep; /* NULL: the recorder keeps */
};

static MI_Application application = MI_APPLICATION_NULL;
static pthread_barrier_t barrier;
static const char *workload;
static unsigned long burst, rounds = 15;
static struct variant variants[8];
static unsigned nr_variants;
static unsigned nr_threads = 1;

static double clock_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static size_t keep_floor(const MI_Instance *instance)
{
	static __thread char buffer[1 << 16];

	return (size_t)(floor_copy(buffer, instance) - buffer);
}

struct enumeration {
	const MI_Instance **ret_instances; /* the first RESULTS_KEPT of them; NULL: not wanted */
	unsigned long results;
	sem_t done;
};

static void on_result(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
		      MI_Result result, const MI_Char *message, const MI_Instance *details,
		      MI_Result (*acknowledge)(MI_Operation *))
{
	struct enumeration *e = context;

	(void)operation;
	(void)details;
	(void)acknowledge;
	if (result != MI_RESULT_OK) {
		fprintf(stderr, "capture_bench: result %d: %s\n", (int)result, message ? message : "no message");
		exit(2);
	}
	if (instance) {
		if (e->ret_instances && e->results < RESULTS_KEPT)
			e->ret_instances[e->results] = instance;
		e->results++;
	}
	if (!more)
		sem_post(&e->done);
}

static void enumerate(MI_Session *session, const char *namespace_name, const char *class_name, struct enumeration *e)
{
	MI_OperationCallbacks callbacks = {.callbackContext = e, .instanceResult = on_result};
	MI_Operation operation = MI_OPERATION_NULL;

	sem_init(&e->done, 0, 0);
	MI_Session_EnumerateInstances(session, 0, NULL, namespace_name, class_name, MI_FALSE, &callbacks, &operation);
	while (sem_wait(&e->done) && errno == EINTR)
		continue;
	MI_Operation_Close(&operation);
	sem_destroy(&e->done);
}

static void open_session(MI_Session *session)
{
	if (MI_Application_NewSession(&application, NULL, NULL, NULL, NULL, NULL, session) != MI_RESULT_OK) {
		fprintf(stderr, "capture_bench: no session\n");
		exit(2);
	}
}

static void pause_ms(long ms)
{
	const struct timespec t = {0, ms * 1000000};

	nanosleep(&t, NULL);
}

static void capture_burst(MI_Session *session)
{
	struct enumeration e = {.results = 0};
	char namespace_name[32];

	snprintf(namespace_name, sizeof(namespace_name), "%lu", burst);
	enumerate(session, namespace_name, workload, &e);
}

static void keep_burst(keep_fn keep, const MI_Instance *const *instances)
{
	unsigned long i;

	for (i = 0; i < burst; i++)
		keep(instances[i % RESULTS_KEPT]);
}

/* A round of one variant on this thread: ns of CPU time per result. */
static double one_round(MI_Session *session, const MI_Instance *const *instances, const struct variant *variant)
{
	double ns = 0, start;
	int i;

	for (i = 0; i < BURSTS; i++) {
		pause_ms(PAUSE_MS);
		pthread_barrier_wait(&barrier);
		start = clock_ns(CLOCK_THREAD_CPUTIME_ID);
		if (variant->keep)
			keep_burst(variant->keep, instances);
		else
			capture_burst(session);
		ns += clock_ns(CLOCK_THREAD_CPUTIME_ID) - start;
	}
	return ns / BURSTS / (double)burst;
}

struct worker {
	pthread_t thread;
	double ns[8][256]; /* of each variant and round */
};

static void *work(void *context)
{
	struct worker *w = context;
	const MI_Instance *instances[RESULTS_KEPT];
	struct enumeration e = {.ret_instances = instances};
	MI_Session session = MI_SESSION_NULL;
	unsigned long round;
	unsigned v;

	open_session(&session);
	enumerate(&session, "16", workload, &e);
	for (round = 0; round < rounds + WARM_UP; round++)
		for (v = 0; v < nr_variants; v++) {
			double ns = one_round(&session, instances, &variants[v]);

			if (round >= WARM_UP)
				w->ns[v][round - WARM_UP] = ns;
		}
	MI_Session_Close(&session, NULL, NULL);
	return NULL;
}

static int measure(void)
{
	static struct worker workers[THREADS_MAX];
	unsigned long round;
	unsigned i, v;

	pthread_barrier_init(&barrier, NULL, nr_threads);
	for (i = 0; i < nr_threads; i++)
		if (pthread_create(&workers[i].thread, NULL, work, &workers[i]))
			return 2;
	for (i = 0; i < nr_threads; i++)
		pthread_join(workers[i].thread, NULL);
	for (round = 0; round < rounds; round++)
		for (v = 0; v < nr_variants; v++) {
			double ns = 0;

			for (i = 0; i < nr_threads; i++)
				ns += workers[i].ns[v][round];
			printf("%lu %s %.2f\n", round, variants[v].name, ns / nr_threads);
		}
	return 0;
}

static int count(unsigned long times, const char *class_name, const char *namespace_name)
{
	MI_Session session = MI_SESSION_NULL;
	unsigned long results = 0;
	double start;

	open_session(&session);
	start = clock_ns(CLOCK_MONOTONIC);
	for (; times; times--) {
		struct enumeration e = {.results = 0};

		enumerate(&session, namespace_name, class_name, &e);
		results += e.results;
	}
	printf("%lu %.0f\n", results, clock_ns(CLOCK_MONOTONIC) - start);
	MI_Session_Close(&session, NULL, NULL);
	return 0;
}

static const struct peer *load_peer(const char *path)
{
	void *module = dlopen(path, RTLD_NOW);
	const struct peer *peer = module ? dlsym(module, PEER_SYMBOL) : NULL;

	if (!peer) {
		fprintf(stderr, "capture_bench: %s\n", dlerror());
		exit(2);
	}
	return peer;
}

static struct variant variant_of(const char *name, const struct peer *lttng)
{
	const struct variant all[] = {
		{"floor", keep_floor},
		{"protobuf", peer_protobuf},
		{"capture", NULL},
		{"lttng-blob", lttng ? lttng->keep_blob : NULL},
		{"lttng-properties", lttng ? lttng->keep_properties : NULL},
	};
	size_t i;

	for (i = 0; i < MI_COUNT(all); i++)
		if (!strcmp(all[i].name, name) && (lttng || strncmp(name, "lttng", 5) != 0))
			return all[i];
	fprintf(stderr, "capture_bench: no variant %s\n", name);
	exit(2);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"lttng", required_argument, NULL, 'l'},   {"rounds", required_argument, NULL, 'r'},
		{"threads", required_argument, NULL, 't'}, {"burst", required_argument, NULL, 'b'},
		{"count", required_argument, NULL, 'c'},   {NULL, 0, NULL, 0},
	};
	const struct peer *lttng = NULL;
	unsigned long times = 0;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'l':
			lttng = load_peer(optarg);
			break;
		case 'r':
			rounds = strtoul(optarg, NULL, 10);
			break;
		case 't':
			nr_threads = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'b':
			burst = strtoul(optarg, NULL, 10);
			break;
		case 'c':
			times = strtoul(optarg, NULL, 10);
			break;
		default:
			return 2;
		}
	}
	if (argc - optind < 2 || rounds > 256 || !nr_threads || nr_threads > THREADS_MAX ||
	    MI_Application_Initialize(0, "capture_bench", NULL, &application) != MI_RESULT_OK) {
		fprintf(stderr, "capture_bench: see its source for the arguments\n");
		return 2;
	}
	if (times)
		return count(times, argv[optind], argv[optind + 1]);
	workload = argv[optind++];
	if (!burst)
		burst = 1000;
	for (; optind < argc && nr_variants < MI_COUNT(variants); optind++)
		variants[nr_variants++] = variant_of(argv[optind], lttng);
	return measure();
}
