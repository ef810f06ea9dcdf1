/*
 * Errors: who detects a failure words it once, everybody else forwards a code.
 *
 * Functions return 0 or a negative code: -errno, or one of the codes below. The
 * words of the last failure of a thread stay with the thread until its next one.
 */
#ifndef MTR_FAIL_H
#define MTR_FAIL_H

/* Own codes, above every errno. */
enum mtr_error {
	MTR_EFORMAT = 4000,  /* not a trace, or nothing that can be read as one */
	MTR_EDAMAGED = 4001, /* a trace with a part that cannot be trusted */
	MTR_EVERSION = 4002, /* needs a newer mitrace */
	MTR_ELIMIT = 4003,   /* larger, deeper or more than a reader accepts */
	MTR_EUSAGE = 4004,   /* the caller's request makes no sense */
	MTR_EMISSING = 4005, /* something the trace refers to is not there */
};

/*
 * Words a failure: what, where (path, offset), why, and what to do next.
 * @err: negative code, returned unchanged so that `return mtr_fail(-EINVAL, ...)` reads well.
 * Any thread; does not allocate; errno is kept.
 */
int mtr_fail(int err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The words of this thread's last mtr_fail(), "" when there was none. Borrowed until the next one. */
const char *mtr_fail_text(void);

/* A short name for a code, for failures that nobody worded: strerror() and the codes above. */
const char *mtr_fail_name(int err);

#endif
