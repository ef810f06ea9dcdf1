/* See spool_beside.h. */
#include "spool_beside.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

bool mtr_spool_beside_path(const char *path, const Mitrace__Header *header, char ret[MTR_SPOOL_PATH_MAX])
{
	const ProtobufCBinaryData *name = &header->spool;
	const char *slash = strrchr(path, '/');
	int folder = slash ? (int)(slash - path) + 1 : 0, len;

	if (!header->has_spool || !name->len || memchr(name->data, '/', name->len) || memchr(name->data, 0, name->len))
		return false;
	len = snprintf(ret, MTR_SPOOL_PATH_MAX, "%.*s%.*s", folder, path, (int)name->len, (const char *)name->data);
	return len > 0 && len < MTR_SPOOL_PATH_MAX;
}

static bool is_its_spool(const Mitrace__Header *header, const struct mtr_spool_reader *spool)
{
	const ProtobufCBinaryData *id = &header->trace_id;

	return id->len == 16 && !memcmp(id->data, mtr_spool_reader_trace_id(spool), 16);
}

int mtr_spool_beside(const char *path, const Mitrace__Header *header, struct mtr_spool_reader **ret)
{
	struct mtr_spool_reader *reader = NULL;
	char spool[MTR_SPOOL_PATH_MAX];
	int err;

	if (!mtr_spool_beside_path(path, header, spool))
		return 0;
	err = mtr_spool_reader_open(spool, &reader);
	if (err)
		return err;
	if (!is_its_spool(header, reader)) {
		mtr_spool_reader_close(reader);
		return -ENOENT; /* another trace's, which has its name by chance */
	}
	*ret = reader;
	return 0;
}
