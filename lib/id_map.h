/*
 * A hash map from numbers to pointers, for objects that the recorder numbered. Number 0 is not used
 * by it and cannot be a key. One thread; pointers are borrowed.
 */
#ifndef MTR_ID_MAP_H
#define MTR_ID_MAP_H

#include <stddef.h>
#include <stdint.h>

struct mtr_id_slot {
	uint64_t id; /* 0: empty */
	void *value;
};

/* All zero is an empty map. */
struct mtr_id_map {
	struct mtr_id_slot *slots;
	size_t capacity; /* power of two */
	size_t count;
};

void mtr_id_map_end(struct mtr_id_map *map);
/* NULL when it is not there. */
void *mtr_id_map_get(const struct mtr_id_map *map, uint64_t id);
/* Sets or replaces; -ENOMEM. @value must not be NULL. */
int mtr_id_map_set(struct mtr_id_map *map, uint64_t id, void *value);
/* Takes it out and returns it; NULL when it was not there. */
void *mtr_id_map_remove(struct mtr_id_map *map, uint64_t id);
/* Walks all entries: start with *at = 0, ends with NULL. The map must not be changed meanwhile. */
void *mtr_id_map_next(const struct mtr_id_map *map, size_t *at);

#endif
