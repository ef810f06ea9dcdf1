/*
 * The four instances that capture is measured with, as a server sends them: every instance with a declaration and
 * strings of its own, nothing modified. S 3 properties, M 10, L 20, X 23 with arrays and an embedded instance.
 */
#ifndef WORKLOADS_H
#define WORKLOADS_H

#include <mi/mi.h>

#include "instance_kit.h"

enum {
	WORKLOADS = 4,
	WORKLOAD_INSTANCES = 16, /* distinct ones per workload, gone through in turn */
};

struct workload {
	const char *name;
	MI_Instance *instances[WORKLOAD_INSTANCES];
};

/* Instance @number of workload @k, S to X from 0 on. @ft: the table it carries. */
MI_Instance *workload_instance(struct kit *kit, const MI_InstanceFT *ft, unsigned k, unsigned number);
/* @ft: the table the instances carry, of the library the floor is measured with. */
void workloads_make(struct kit *kit, const MI_InstanceFT *ft, struct workload ret[WORKLOADS]);

#endif
