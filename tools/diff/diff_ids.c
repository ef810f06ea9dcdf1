/* Two maps, one each way. Counterparts are stored as pointers are: never NULL. */
#include "diff_ids.h"

#include <errno.h>

#include "diff_hash.h"
#include "fail.h"

static uint64_t get(const struct mtr_id_map *map, uint64_t id)
{
	return (uint64_t)(uintptr_t)mtr_id_map_get(map, id | 1);
}

static int set(struct mtr_id_map *map, uint64_t id, uint64_t to)
{
	return mtr_id_map_set(map, id | 1, (void *)(uintptr_t)(to | 1));
}

bool diff_ids_agree(const struct diff_ids *ids, uint64_t a, uint64_t b)
{
	uint64_t known_b = get(&ids->to_b, a), known_a = get(&ids->to_a, b);

	return (!known_b || known_b == (b | 1)) && (!known_a || known_a == (a | 1));
}

int diff_ids_bind(struct diff_ids *ids, uint64_t a, uint64_t b)
{
	if (get(&ids->to_b, a) || get(&ids->to_a, b))
		return 0;
	if (set(&ids->to_b, a, b) || set(&ids->to_a, b, a))
		return mtr_fail(-ENOMEM, "no memory for identifiers");
	return 0;
}

bool diff_ids_tell(struct diff_ids *ids, uint64_t a, uint64_t b)
{
	uint64_t pair = diff_mix(a, b);

	if (get(&ids->told, pair))
		return false;
	(void)set(&ids->told, pair, 1); /* without memory it is told again */
	return true;
}

void diff_ids_end(struct diff_ids *ids)
{
	mtr_id_map_end(&ids->to_b);
	mtr_id_map_end(&ids->to_a);
	mtr_id_map_end(&ids->told);
}
