/* The parts of random_client. */
#ifndef RANDOM_CLIENT_H
#define RANDOM_CLIENT_H

#include "client_op.h"
#include "random_plan.h"

enum {
	RANDOM_TOKENS_MAX = 2048,
};

enum random_gives {
	RANDOM_GIVES_INSTANCES,
	RANDOM_GIVES_INDICATIONS,
	RANDOM_GIVES_CLASSES,
};

/* One callback that somebody has yet to settle, or that need not be. */
struct random_token {
	client_acknowledge_fn acknowledge;
	client_answer_fn answer;
	bool prompt, final;
	MI_Operation handle;
};

/* An operation that is played. */
struct random_play {
	const struct random_op *plan;
	enum random_library library;
	struct random_play *nested; /* started in its first result; or NULL */
	MI_Application *application;
	MI_Session *session;
	struct client_op op;
	bool seen; /* a callback came; the library's thread alone looks at it */
	struct random_token tokens[RANDOM_TOKENS_MAX];
	unsigned nr_tokens; /* client_wait() */
};

/* random_start.c: starts it, logged. */
void random_start(struct random_play *play);
/* Which getter fits. */
enum random_gives random_gives(const struct random_play *play);

/* random_play.c */
void random_play_init(struct random_play *play, const struct random_op *plan, enum random_library library,
		      MI_Application *application, MI_Session *session);
/* After its start: all that is to be done until it is over and closed. */
void random_play_finish(struct random_play *play);

#endif
