/* Records of operations: references, binding to handles, what waits for an acknowledgement. */
#include "operation_record.h"

#include "call.h"
#include "mitrace_fields.h"

static struct shim_pool pool = {.object_size = sizeof(struct shim_operation)};

/*
 * Records that were given back rest here, so that a library which calls back once too often still finds the client it
 * means and not that of the next operation.
 */
enum {
	RESTING = 16
};
static struct {
	_Atomic uint32_t next;
	_Atomic(struct shim_operation *) record[RESTING];
} resting;

struct shim_operation *shim_operation_new(uint64_t session, bool asynchronous, const MI_OperationCallbacks *client,
					  const void *client_handle)
{
	struct shim_operation *operation = shim_pool_get(&pool);
	uint64_t id;

	if (!operation)
		return NULL;
	id = shim_identity_new(SHIM_OPERATION);
	shim_objects_fill(&operation->objects, id, session, 0);
	operation->asynchronous = asynchronous;
	operation->client = client ? *client : (MI_OperationCallbacks)MI_OPERATIONCALLBACKS_NULL;
	atomic_store_explicit(&operation->client_handle, client_handle, memory_order_relaxed);
	atomic_store_explicit(&operation->table, NULL, memory_order_relaxed);
	atomic_store_explicit(&operation->delivered, 0, memory_order_relaxed);
	atomic_store_explicit(&operation->acknowledged, 0, memory_order_relaxed);
	atomic_store_explicit(&operation->prompt, 0, memory_order_relaxed);
	atomic_store_explicit(&operation->error, 0, memory_order_relaxed);
	atomic_store_explicit(&operation->final_returned, false, memory_order_relaxed);
	atomic_store_explicit(&operation->finished, false, memory_order_relaxed);
	atomic_store_explicit(&operation->references, 2, memory_order_relaxed);
	atomic_store_explicit(&operation->id, id, memory_order_relaxed);
	atomic_store_explicit(&operation->state, SHIM_OPERATION_STARTED, memory_order_release);
	return operation;
}

bool shim_operation_get(struct shim_operation *operation)
{
	uint32_t references = atomic_load(&operation->references);

	do {
		if (!references)
			return false;
	} while (!atomic_compare_exchange_weak(&operation->references, &references, references + 1));
	return true;
}

static void give_back(struct shim_operation *operation)
{
	uint32_t place = atomic_fetch_add_explicit(&resting.next, 1, memory_order_relaxed) % RESTING;
	struct shim_operation *rested =
		atomic_exchange_explicit(&resting.record[place], operation, memory_order_acq_rel);

	if (rested)
		shim_pool_put(&pool, rested);
}

void shim_operation_put(struct shim_operation *operation)
{
	if (atomic_fetch_sub_explicit(&operation->references, 1, memory_order_acq_rel) != 1)
		return;
	if (atomic_load_explicit(&operation->state, memory_order_acquire) == SHIM_OPERATION_KNOWN)
		shim_identity_release(SHIM_OPERATION, &operation->key,
				      atomic_load_explicit(&operation->id, memory_order_relaxed));
	atomic_store_explicit(&operation->id, 0, memory_order_relaxed);
	atomic_store_explicit(&operation->state, SHIM_OPERATION_FREE, memory_order_release);
	give_back(operation);
}

/* Drops the reference that stands for the library's right to call back. */
static void finish(struct shim_operation *operation)
{
	if (!atomic_exchange(&operation->finished, true))
		shim_operation_put(operation);
}

void shim_operation_bind(struct shim_operation *operation, const MI_Operation *handle)
{
	uint32_t started = SHIM_OPERATION_STARTED;
	uint64_t id = atomic_load_explicit(&operation->id, memory_order_relaxed);

	if (atomic_load_explicit(&operation->state, memory_order_acquire) != SHIM_OPERATION_STARTED)
		return;
	if (!atomic_compare_exchange_strong(&operation->state, &started, SHIM_OPERATION_BINDING))
		return;
	operation->key = shim_handle_key(SHIM_OPERATION, handle);
	shim_identity_open(SHIM_OPERATION, &operation->key, id, operation->pooled.number);
	atomic_store_explicit(&operation->state, SHIM_OPERATION_KNOWN, memory_order_release);
}

void shim_operation_delivered(struct shim_operation *operation, uint64_t seq)
{
	uint32_t n = atomic_fetch_add(&operation->delivered, 1);

	atomic_store(&operation->result[n % SHIM_RESULTS_KEPT], seq);
}

static void finish_if_done(struct shim_operation *operation)
{
	if (atomic_load(&operation->final_returned) &&
	    atomic_load(&operation->acknowledged) >= atomic_load(&operation->delivered))
		finish(operation);
}

uint64_t shim_operation_acknowledged(struct shim_operation *operation)
{
	uint32_t n = atomic_load(&operation->acknowledged);

	do {
		if (n >= atomic_load(&operation->delivered))
			return 0;
	} while (!atomic_compare_exchange_weak(&operation->acknowledged, &n, n + 1));
	finish_if_done(operation);
	return atomic_load(&operation->result[n % SHIM_RESULTS_KEPT]);
}

void shim_operation_final_returned(struct shim_operation *operation)
{
	atomic_store(&operation->final_returned, true);
	finish_if_done(operation);
}

void shim_operation_closed(struct shim_operation *operation)
{
	if (!operation->asynchronous)
		finish(operation);
}

struct shim_operation *shim_operation_of(const struct shim_identity *identity)
{
	struct shim_operation *operation;

	if (!identity->record || !identity->id)
		return NULL;
	operation = shim_pool_at(&pool, identity->record);
	if (atomic_load(&operation->id) != identity->id || !shim_operation_get(operation))
		return NULL;
	if (atomic_load(&operation->id) == identity->id)
		return operation;
	shim_operation_put(operation); /* freed and given out again between the two looks */
	return NULL;
}

/* The handle is one that the library made, as far as can be seen. */
static bool is_plausible(const struct shim_handle *handle)
{
	const struct shim_table *table = shim_table_at(SHIM_OPERATION, handle->ft);

	return table && table->meaning == MTR_TABLE_TABLE_NORMAL;
}

struct shim_identity shim_operation_guess(const struct shim_handle *handle)
{
	struct shim_identity identity = {.state = MTR_HANDLE_STATE_HANDLE_UNKNOWN};
	struct shim_operation *by_address = NULL, *only = NULL;
	uint64_t best = 0;
	unsigned nr = 0;

	for (uint32_t number = 1; number <= shim_pool_count(&pool); number++) {
		struct shim_operation *operation = shim_pool_at(&pool, number);
		uint64_t id = atomic_load_explicit(&operation->id, memory_order_acquire);

		if (!id || atomic_load_explicit(&operation->state, memory_order_acquire) != SHIM_OPERATION_STARTED)
			continue;
		nr++;
		only = operation;
		if (atomic_load_explicit(&operation->client_handle, memory_order_relaxed) == handle && id > best) {
			by_address = operation;
			best = id;
		}
	}
	if (by_address)
		shim_operation_bind(by_address, (const MI_Operation *)handle);
	else if (nr != 1 || !is_plausible(handle))
		return identity; /* better unknown than another's */
	identity.state = MTR_HANDLE_STATE_HANDLE_KNOWN;
	identity.id = by_address ? best : atomic_load(&only->id);
	identity.record = by_address ? by_address->pooled.number : only->pooled.number;
	return identity;
}
