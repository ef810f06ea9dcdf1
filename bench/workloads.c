/* Made-up classes in the style of the CIM ones. */
#include "workloads.h"

#include <mi/mi_extended.h>
#include <stdio.h>
#include <string.h>

struct column {
	const char *name;
	MI_Type type;
	const char *text; /* of strings: what the number of the instance follows */
};

static const struct column small[] = {
	{"Name", MI_STRING, "example-unit-"},
	{"State", MI_UINT16, NULL},
	{"Description", MI_STRING, "Runs what the unit is there for, number "},
};

static const struct column medium[] = {
	{"Handle", MI_STRING, ""},
	{"Name", MI_STRING, "worker-"},
	{"CSName", MI_STRING, "host.example.net."},
	{"Priority", MI_UINT32, NULL},
	{"ExecutionState", MI_UINT16, NULL},
	{"CreationDate", MI_DATETIME, NULL},
	{"KernelModeTime", MI_UINT64, NULL},
	{"UserModeTime", MI_UINT64, NULL},
	{"Started", MI_BOOLEAN, NULL},
	{"Caption", MI_STRING, NULL},
};

static const struct column large[] = {
	{"InstanceID", MI_STRING, "Example-Disk-0000-"},
	{"Caption", MI_STRING, "Disk number "},
	{"Description", MI_STRING, "A block device with partitions and a label, number "},
	{"ElementName", MI_STRING, "disk"},
	{"InstallDate", MI_DATETIME, NULL},
	{"Status", MI_STRING, "OK"},
	{"HealthState", MI_UINT16, NULL},
	{"EnabledState", MI_UINT16, NULL},
	{"RequestedState", MI_UINT16, NULL},
	{"SystemName", MI_STRING, "host.example.net."},
	{"CreationClassName", MI_STRING, "EX_DiskDrive"},
	{"DeviceID", MI_STRING, "/dev/disk/by-path/pci-0000:00:1f.2-ata-"},
	{"BlockSize", MI_UINT64, NULL},
	{"NumberOfBlocks", MI_UINT64, NULL},
	{"MaxMediaSize", MI_UINT64, NULL},
	{"Power", MI_BOOLEAN, NULL},
	{"Temperature", MI_REAL32, NULL},
	{"Rate", MI_REAL64, NULL},
	{"LastErrorCode", MI_UINT32, NULL},
	{"Purpose", MI_STRING, NULL},
};

static const struct column extra[] = {
	{"Octets", MI_UINT8A, NULL},
	{"Counters", MI_UINT32A, NULL},
	{"Owner", MI_INSTANCE, NULL},
};

static MI_Value make_value(struct kit *kit, const struct column *column, unsigned number)
{
	MI_Value value = kit_random_value(kit, MI_UINT32, 0);
	MI_Uint32 bits = value.uint32;
	char text[128];

	memset(&value, 0, sizeof(value));
	switch (column->type) {
	case MI_STRING:
		snprintf(text, sizeof(text), "%s%u", column->text, number);
		value.string = kit_string(kit, text);
		break;
	case MI_DATETIME:
		value.datetime.isTimestamp = 1;
		value.datetime.u.timestamp = (MI_Timestamp){2024, 1 + number % 12, 17, 12, 30, number, 123456, 60};
		break;
	case MI_BOOLEAN:
		value.boolean = number & 1;
		break;
	case MI_UINT16:
		value.uint16 = (MI_Uint16)number;
		break;
	case MI_UINT64:
		value.uint64 = (MI_Uint64)bits << 8;
		break;
	case MI_REAL64:
		value.real64 = bits / 7.0;
		break;
	case MI_UINT8A:
		value.array = (MI_Array){kit_alloc(kit, 64), 64};
		break;
	case MI_UINT32A:
		value.array = (MI_Array){kit_alloc(kit, 12 * sizeof(MI_Uint32)), 12};
		memset(value.array.data, (int)number, 12 * sizeof(MI_Uint32));
		break;
	default:
		value.uint32 = bits;
	}
	return value;
}

static MI_Instance *make_instance(struct kit *kit, const MI_InstanceFT *ft, const char *class,
				  const struct column *const lists[2], const size_t counts[2], unsigned number)
{
	MI_ClassDecl *decl = kit_class_decl(kit, class, 32);
	MI_Instance *self;
	MI_Value value;
	size_t list, i;
	MI_Uint32 at;

	for (list = 0; list < 2; list++)
		for (i = 0; i < counts[list]; i++)
			kit_add_property(kit, decl, lists[list][i].name, lists[list][i].type,
					 MI_FLAG_PROPERTY | MI_FLAG_BORROW | (decl->numProperties ? 0 : MI_FLAG_KEY));
	self = kit_instance(kit, decl, "root/cimv2", NULL);
	self->ft = ft;
	for (list = 0, at = 0; list < 2; list++) {
		for (i = 0; i < counts[list]; i++, at++) {
			const struct column *column = &lists[list][i];

			if (column->type == MI_STRING && !column->text)
				continue; /* stays NULL */
			if (column->type == MI_INSTANCE) {
				memset(&value, 0, sizeof(value));
				value.instance =
					make_instance(kit, ft, "EX_Owner", (const struct column *[]){small, extra},
						      (const size_t[]){MI_COUNT(small), 0}, number);
			} else {
				value = make_value(kit, column, number);
			}
			kit_set(self, at, &value, MTR_MI_FIELD_BORROWED);
		}
	}
	return kit_dynamic(kit, self);
}

static const struct {
	const char *name, *class;
	const struct column *columns;
	size_t count, extras;
} kinds[WORKLOADS] = {
	{"S", "EX_Unit", small, MI_COUNT(small), 0},
	{"M", "EX_Process", medium, MI_COUNT(medium), 0},
	{"L", "EX_DiskDrive", large, MI_COUNT(large), 0},
	{"X", "EX_DiskDriveEx", large, MI_COUNT(large), MI_COUNT(extra)},
};

MI_Instance *workload_instance(struct kit *kit, const MI_InstanceFT *ft, unsigned k, unsigned number)
{
	return make_instance(kit, ft, kinds[k].class, (const struct column *[]){kinds[k].columns, extra},
			     (const size_t[]){kinds[k].count, kinds[k].extras}, number);
}

void workloads_make(struct kit *kit, const MI_InstanceFT *ft, struct workload ret[WORKLOADS])
{
	unsigned i, k;

	for (k = 0; k < WORKLOADS; k++) {
		ret[k].name = kinds[k].name;
		for (i = 0; i < WORKLOAD_INSTANCES; i++)
			ret[k].instances[i] = workload_instance(kit, ft, k, i);
	}
}
