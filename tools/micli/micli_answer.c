/* Answers to prompts and non-terminating errors. */
#include <string.h>
#include <unistd.h>

#include "micli.h"

static const struct {
	const char *name;
	char letter;
	MI_OperationCallback_ResponseType answer;
} answers[] = {
	{"yes", 'y', MI_OperationCallback_ResponseType_Yes},
	{"no", 'n', MI_OperationCallback_ResponseType_No},
	{"yes-to-all", 'a', MI_OperationCallback_ResponseType_YesToAll},
	{"no-to-all", 'l', MI_OperationCallback_ResponseType_NoToAll},
};

enum {
	ANSWERS = sizeof(answers) / sizeof(answers[0])
};

static MI_OperationCallback_ResponseType ask(const char *question)
{
	char line[128];

	for (;;) {
		fprintf(stderr, "%s [y]es, [n]o, yes to [a]ll, no to a[l]l: ", question);
		fflush(stderr);
		if (!fgets(line, sizeof(line), stdin))
			return MI_OperationCallback_ResponseType_No;
		for (int i = 0; i < ANSWERS; i++) {
			if (line[0] == answers[i].letter)
				return answers[i].answer;
		}
	}
}

MI_OperationCallback_ResponseType micli_answer(const struct micli_request *request, const char *question)
{
	for (int i = 0; request->answer && i < ANSWERS; i++) {
		if (strcmp(request->answer, answers[i].name) == 0)
			return answers[i].answer;
	}
	if (isatty(STDIN_FILENO))
		return ask(question);
	return MI_OperationCallback_ResponseType_No;
}
