/* Open addressing with linear probing; removal shifts back what follows, so there are no tombstones. */
#include "id_map.h"

#include <errno.h>
#include <stdlib.h>

void mtr_id_map_end(struct mtr_id_map *map)
{
	free(map->slots);
	*map = (struct mtr_id_map){NULL, 0, 0};
}

static size_t home(const struct mtr_id_map *map, uint64_t id)
{
	/* Numbers come in sequence: multiply to spread those that differ in high bits only. */
	return (size_t)((id * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (map->capacity - 1);
}

static struct mtr_id_slot *find(const struct mtr_id_map *map, uint64_t id)
{
	size_t i = home(map, id);

	while (map->slots[i].id && map->slots[i].id != id)
		i = (i + 1) & (map->capacity - 1);
	return &map->slots[i];
}

void *mtr_id_map_get(const struct mtr_id_map *map, uint64_t id)
{
	return map->count && id ? find(map, id)->value : NULL;
}

static int grow(struct mtr_id_map *map)
{
	struct mtr_id_map larger = {NULL, map->capacity ? map->capacity * 2 : 16, map->count};
	size_t i;

	larger.slots = calloc(larger.capacity, sizeof(*larger.slots));
	if (!larger.slots)
		return -ENOMEM;
	for (i = 0; i < map->capacity; i++) {
		if (map->slots[i].id)
			*find(&larger, map->slots[i].id) = map->slots[i];
	}
	free(map->slots);
	*map = larger;
	return 0;
}

int mtr_id_map_set(struct mtr_id_map *map, uint64_t id, void *value)
{
	struct mtr_id_slot *slot;

	if (!id || !value)
		return -EINVAL;
	if (map->count + 1 > map->capacity / 4 * 3 && grow(map))
		return -ENOMEM;
	slot = find(map, id);
	map->count += slot->id == 0;
	slot->id = id;
	slot->value = value;
	return 0;
}

void *mtr_id_map_remove(struct mtr_id_map *map, uint64_t id)
{
	size_t hole, i, mask = map->capacity - 1;
	struct mtr_id_slot *slot;
	void *value;

	if (!map->count || !id)
		return NULL;
	slot = find(map, id);
	if (!slot->id)
		return NULL;
	value = slot->value;
	hole = (size_t)(slot - map->slots);
	for (i = (hole + 1) & mask; map->slots[i].id; i = (i + 1) & mask) {
		/* It may fill the hole unless its home lies between the hole and itself. */
		if (((i - home(map, map->slots[i].id)) & mask) >= ((i - hole) & mask)) {
			map->slots[hole] = map->slots[i];
			hole = i;
		}
	}
	map->slots[hole] = (struct mtr_id_slot){0, NULL};
	map->count--;
	return value;
}

void *mtr_id_map_next(const struct mtr_id_map *map, size_t *at)
{
	while (*at < map->capacity) {
		const struct mtr_id_slot *slot = &map->slots[(*at)++];

		if (slot->id)
			return slot->value;
	}
	return NULL;
}
