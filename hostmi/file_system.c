/* CIM_FileSystem: what is mounted. */
#include "file_system.h"

#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "machine.h"
#include "objects.h"
#include "values.h"

#define KEY      (MI_FLAG_KEY | MI_FLAG_READONLY)
#define READONLY MI_FLAG_READONLY

static const struct hostmi_property properties[] = {
	{"CSCreationClassName", MI_STRING, KEY, "The class of the computer system.", NULL, NULL, NULL},
	{"CSName", MI_STRING, KEY, "The name of the computer system.", NULL, NULL, NULL},
	{"CreationClassName", MI_STRING, KEY, "The class of this instance.", NULL, NULL, NULL},
	{"Name", MI_STRING, KEY, "Where it is mounted.", NULL, NULL, NULL},
	{"Root", MI_STRING, READONLY, "What is mounted there.", NULL, NULL, NULL},
	{"FileSystemType", MI_STRING, READONLY, "The type.", NULL, NULL, NULL},
	{"BlockSize", MI_UINT64, READONLY, "The unit of space.", "Bytes", NULL, NULL},
	{"FileSystemSize", MI_UINT64, READONLY, "All space; NULL where asking might take for ever.", "Bytes", NULL,
	 NULL},
	{"AvailableSpace", MI_UINT64, READONLY, "What of it users can have.", "Bytes", NULL, NULL},
	{"ReadOnly", MI_BOOLEAN, READONLY, "Whether nothing can be written.", NULL, NULL, NULL},
	{"CaseSensitive", MI_BOOLEAN, READONLY, "Whether names differ by case.", NULL, NULL, NULL},
	{"CasePreserved", MI_BOOLEAN, READONLY, "Whether names keep their case.", NULL, NULL, NULL},
	{"MaxFileNameLength", MI_UINT32, READONLY, "The longest name.", NULL, NULL, NULL},
	{"NumberOfFiles", MI_UINT64, READONLY, "The files in it.", NULL, NULL, NULL},
};

struct mount_cursor {
	struct hostmi_cursor cursor;
	const MI_Class *class;
	struct hostmi_names names;
	FILE *mounts;
};

/* Those behind a network or a program may not answer, and with that we would not. */
static bool may_hang(const char *type)
{
	static const char *const types[] = {"nfs", "cifs", "smb", "fuse", "9p", "ceph", "afs", "autofs", "sshfs"};

	for (unsigned i = 0; i < HOSTMI_COUNT(types); i++)
		if (!strncmp(type, types[i], strlen(types[i])))
			return true;
	return false;
}

static void set_space(MI_Instance *instance, const char *directory)
{
	struct statvfs st;

	if (statvfs(directory, &st))
		return;
	hostmi_set_number(instance, "BlockSize", (int64_t)st.f_frsize);
	hostmi_set_number(instance, "FileSystemSize", (int64_t)(st.f_blocks * st.f_frsize));
	hostmi_set_number(instance, "AvailableSpace", (int64_t)(st.f_bavail * st.f_frsize));
	hostmi_set_number(instance, "MaxFileNameLength", (int64_t)st.f_namemax);
	if (st.f_files)
		hostmi_set_number(instance, "NumberOfFiles", (int64_t)(st.f_files - st.f_ffree));
}

static void set_all(MI_Instance *instance, const struct hostmi_names *names, const struct mntent *entry)
{
	bool dos = !strcmp(entry->mnt_type, "vfat") || !strcmp(entry->mnt_type, "msdos");

	hostmi_set_string(instance, "CSCreationClassName", HOSTMI_SYSTEM_CLASS);
	hostmi_set_string(instance, "CSName", names->host);
	hostmi_set_string(instance, "CreationClassName", hostmi_file_system.name);
	hostmi_set_string(instance, "Name", entry->mnt_dir);
	hostmi_set_string(instance, "ElementName", entry->mnt_dir);
	hostmi_set_string(instance, "Root", entry->mnt_fsname);
	hostmi_set_string(instance, "FileSystemType", entry->mnt_type);
	hostmi_set_boolean(instance, "ReadOnly", hasmntopt(entry, MNTOPT_RO) != NULL);
	hostmi_set_boolean(instance, "CaseSensitive", !dos);
	hostmi_set_boolean(instance, "CasePreserved", true);
	hostmi_set_number(instance, "EnabledState", 2);
	if (!may_hang(entry->mnt_type))
		set_space(instance, entry->mnt_dir);
}

/* A mount that another one at the same place hides is not told: it cannot be named. */
static bool is_hidden(const struct mntent *entry)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	char text[4096], fsname[512] = "", type[64] = "";
	struct mntent other;

	while (mounts && getmntent_r(mounts, &other, text, sizeof(text))) {
		if (strcmp(other.mnt_dir, entry->mnt_dir))
			continue;
		snprintf(fsname, sizeof(fsname), "%s", other.mnt_fsname);
		snprintf(type, sizeof(type), "%s", other.mnt_type);
	}
	if (mounts)
		endmntent(mounts);
	return strcmp(fsname, entry->mnt_fsname) || strcmp(type, entry->mnt_type);
}

static MI_Result mount_next(struct hostmi_cursor *cursor, MI_Instance **ret_instance)
{
	struct mount_cursor *c = (struct mount_cursor *)cursor;
	struct mntent entry;
	MI_Result result;
	char text[4096];

	*ret_instance = NULL;
	do
		if (!getmntent_r(c->mounts, &entry, text, sizeof(text)))
			return MI_RESULT_OK;
	while (is_hidden(&entry));
	result = dispatch_instance_new(NULL, c->class->classDecl, ret_instance);
	if (result == MI_RESULT_OK)
		set_all(*ret_instance, &c->names, &entry);
	return result;
}

static void mount_close(struct hostmi_cursor *cursor)
{
	struct mount_cursor *c = (struct mount_cursor *)cursor;

	endmntent(c->mounts);
	free(c);
}

static MI_Result open_cursor(const MI_Class *class, const MI_Instance *keys, struct hostmi_cursor **ret_cursor)
{
	struct mount_cursor *c = calloc(1, sizeof(*c));

	(void)keys;
	if (!c)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	c->cursor = (struct hostmi_cursor){mount_next, mount_close};
	c->class = class;
	hostmi_machine_names(&c->names);
	c->mounts = setmntent("/proc/self/mounts", "re");
	if (!c->mounts) {
		free(c);
		return MI_RESULT_FAILED;
	}
	*ret_cursor = &c->cursor;
	return MI_RESULT_OK;
}

const struct hostmi_provider hostmi_file_system = {
	.name = "CIM_FileSystem",
	.super = "CIM_EnabledLogicalElement",
	.description = "Files and the directories they lie in, mounted somewhere.",
	.properties = properties,
	.nr_properties = HOSTMI_COUNT(properties),
	.open = open_cursor,
};
