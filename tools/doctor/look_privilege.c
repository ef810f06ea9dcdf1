/* Whether the kernel raises a program's privileges: then the loader takes no library from the environment. */
#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "look_parts.h"

static bool is_ignored(const char *path)
{
	struct statvfs fs;

	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 || (statvfs(path, &fs) == 0 && (fs.f_flag & ST_NOSUID));
}

/* Root has all of them anyway, so the kernel does not call that a rise. */
static bool has_capabilities(const char *path)
{
	struct vfs_ns_cap_data data;
	ssize_t size = getuid() == 0 ? 0 : getxattr(path, "security.capability", &data, sizeof(data));

	if (size < (ssize_t)sizeof(struct vfs_cap_data))
		return false;
	return data.data[0].permitted || data.data[1].permitted || data.data[0].inheritable || data.data[1].inheritable;
}

const char *look_privilege(struct look_work *work, const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0 || is_ignored(path))
		return NULL;
	if ((st.st_mode & S_ISUID) && st.st_uid != getuid())
		return look_format(work, "%s is setuid (to user %u)", path, (unsigned)st.st_uid);
	/* Without the group's execute bit, setgid means something else. */
	if ((st.st_mode & S_ISGID) && (st.st_mode & S_IXGRP) && st.st_gid != getgid())
		return look_format(work, "%s is setgid (to group %u)", path, (unsigned)st.st_gid);
	if (has_capabilities(path))
		return look_format(work, "%s has file capabilities", path);
	return NULL;
}
