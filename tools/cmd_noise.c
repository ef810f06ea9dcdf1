/* mitrace noise: what differs between recordings of the same thing, as rules for `mitrace diff --noise`. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "diff_compare.h"
#include "diff_output.h"
#include "fail.h"
#include "progress.h"
#include "reading.h"
#include "utf8.h"
#include "whole_file.h"

struct noise_settings {
	struct reading_settings reading;
	const char *output;
};

static const struct command_option options[] = {
	{"output", 'o', OPTION_TEXT, offsetof(struct noise_settings, output), "FILE",
	 "where the rules go (standard output)", NULL},
	READING_OPTIONS(struct noise_settings),
	{NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

extern const struct command command_noise;

enum {
	ROUNDS_MAX = 8, /* each can bring to light what the noise of the one before hid */
	NAME_SIZE = 256,
};

static const char plain[] = "differs", mixed_up_id[] = "mixed up"; /* where a rule comes from */

struct learning {
	const struct noise_settings *settings;
	struct diff_rules rules;   /* that hold for the round: learned ones, then the built-in ones */
	struct diff_rules learned; /* in all rounds */
	uint64_t left;             /* differences that no rule takes */
	bool news;                 /* the round learned something */
	int err;
};

/* A name as a pattern that matches it: patterns have no blanks and start no wildcard by accident. */
static void as_pattern(const ProtobufCBinaryData *name, char *ret)
{
	size_t size = name->len < NAME_SIZE ? name->len : NAME_SIZE - 1;

	for (size_t i = 0; i < size; i++)
		ret[i] = strchr(" \t\r\n*[\\#", name->data[i]) ? '?' : (char)name->data[i];
	ret[size] = 0;
	mtr_utf8_mask(ret);
}

static bool is_known(const struct learning *l, enum diff_rule_kind kind, const char *owner, const char *member)
{
	for (int i = 0; i < l->learned.nr; i++) {
		const struct diff_rule *rule = &l->learned.list[i];

		if (rule->kind == kind && strcmp(rule->owner, owner) == 0 &&
		    strcmp(rule->member ? rule->member : "", member ? member : "") == 0)
			return true;
	}
	return false;
}

static void learn(struct learning *l, enum diff_rule_kind kind, const char *owner, const char *member,
		  const char *origin)
{
	if (is_known(l, kind, owner, member))
		return;
	l->news = true;
	if (!l->err)
		l->err = diff_rules_add(&l->learned, kind, owner, member, origin);
}

static void on_differs(void *context, const ProtobufCBinaryData *owner, const ProtobufCBinaryData *member,
		       bool mixed_up)
{
	char names[2][NAME_SIZE];

	as_pattern(owner, names[0]);
	as_pattern(member, names[1]);
	learn(context, DIFF_IGNORE, names[0], names[1], mixed_up ? mixed_up_id : plain);
}

static void on_alone(void *context, const ProtobufCBinaryData *class_name)
{
	char name[NAME_SIZE];

	as_pattern(class_name, name);
	learn(context, DIFF_INSTANCES, name, NULL, plain);
}

/* The rules of the next round: what was learned comes before what is built in. */
static int make_rules(struct learning *l)
{
	int err = 0;

	diff_rules_end(&l->rules);
	for (int i = 0; i < l->learned.nr && !err; i++) {
		const struct diff_rule *rule = &l->learned.list[i];

		err = diff_rules_add(&l->rules, rule->kind, rule->owner, rule->member, rule->origin);
	}
	return err ? err : diff_rules_add_builtin(&l->rules);
}

static int compare_pair(struct learning *l, const char *a, const char *b)
{
	struct diff_tree trees[2] = {{.path = NULL}, {.path = NULL}};
	struct diff_report report = {.nr_entries = 0};
	struct diff_compare compare = {
		.trees = {&trees[0], &trees[1]},
		.rules = &l->rules,
		.report = &report,
		.differs = on_differs,
		.alone = on_alone,
		.context = l,
	};
	int err = diff_tree_load(&trees[0], &command_noise, a, &l->settings->reading, &l->rules);

	if (!err)
		err = diff_tree_load(&trees[1], &command_noise, b, &l->settings->reading, &l->rules);
	if (!err)
		err = diff_compare(&compare);
	l->left += diff_report_total(&report);
	diff_compare_end(&compare);
	diff_report_end(&report);
	diff_tree_end(&trees[0]);
	diff_tree_end(&trees[1]);
	return err ? err : l->err;
}

static int learn_all(struct learning *l, int nr, char **paths)
{
	int err = 0;

	for (int round = 0; round < ROUNDS_MAX && !err; round++) {
		l->news = false;
		l->left = 0;
		err = make_rules(l);
		for (int i = 0; i < nr && !err; i++)
			for (int j = i + 1; j < nr && !err; j++)
				err = compare_pair(l, paths[i], paths[j]);
		if (!l->news)
			break;
	}
	return err;
}

/* Values of its instances differed, by their own and not because an identifier in them names no one thing. */
static bool has_values(const struct learning *l, const char *class_name)
{
	for (int i = 0; i < l->learned.nr; i++) {
		const struct diff_rule *rule = &l->learned.list[i];

		if (rule->kind == DIFF_IGNORE && strcmp(rule->owner, class_name) == 0 &&
		    strcmp(rule->origin, plain) == 0)
			return true;
	}
	return false;
}

/*
 * Where instances come and go, the one with the same key may be another thing in the next run: all that they say may differ,
 * not only what did so far. That is said once for the class, and takes the place of what was learned of single values.
 */
static int generalise(const struct learning *l, struct diff_rules *ret_rules)
{
	int err = 0;

	for (int i = 0; i < l->learned.nr && !err; i++) {
		const struct diff_rule *rule = &l->learned.list[i];
		const char *member = rule->member;

		if (rule->kind == DIFF_INSTANCES)
			member = has_values(l, rule->owner) ? "*" : NULL;
		else if (is_known(l, DIFF_INSTANCES, rule->owner, NULL) && strcmp(rule->origin, plain) == 0)
			continue;
		err = diff_rules_add(ret_rules, rule->kind, rule->owner, member, rule->origin);
	}
	return err;
}

static int write_rules(const void *context, FILE *out)
{
	const struct diff_rules *rules = context;

	fputs("# What differed between recordings of the same thing; for 'mitrace diff --noise'. Made by 'mitrace "
	      "noise learn';\n"
	      "# to be edited as wanted: the first rule that matches decides, names are shell patterns.\n",
	      out);
	for (int i = 0; i < rules->nr; i++) {
		diff_rule_write(&rules->list[i], out);
		fputc('\n', out);
	}
	return ferror(out) ? mtr_fail(-EIO, "cannot write the rules") : 0;
}

static int run(const void *data, int argc, char **argv)
{
	const struct noise_settings *settings = data;
	struct learning l = {.settings = settings};
	struct diff_rules rules = {NULL, 0, 0};
	int status = STATUS_FINE, err;

	if (argc < 1 || strcmp(argv[0], "learn") != 0)
		return command_fail_usage(&command_noise, "say 'mitrace noise learn', then the traces");
	if (argc < 3)
		return command_fail_usage(&command_noise, "to learn what differs takes two traces or more");
	err = learn_all(&l, argc - 1, argv + 1);
	progress_clear();
	if (!err)
		err = generalise(&l, &rules);
	if (!err)
		err = whole_file_write(settings->output ? settings->output : "-", write_rules, &rules);
	if (err) {
		status = command_fail(&command_noise, "%s", mtr_fail_text());
	} else if (l.left) {
		fprintf(stderr,
			"mitrace noise: %llu differences are no noise of values or instances; 'mitrace diff' shows "
			"them\n",
			(unsigned long long)l.left);
		status = STATUS_DIFFERS;
	}
	diff_rules_end(&l.rules);
	diff_rules_end(&l.learned);
	diff_rules_end(&rules);
	return status;
}

static const struct command_example examples[] = {
	{"mitrace noise learn -o noise.rules old.mitrace old2.mitrace", "what differs between runs of the same"},
	{NULL, NULL},
};

const struct command command_noise = {
	.name = "noise",
	.summary = "learn what differs from run to run",
	.arguments = "learn TRACE TRACE...",
	.description =
		"Compares recordings of the same client doing the same thing and writes rules for what differed: "
		"values to ignore, and classes whose instances come and go. 'mitrace diff --noise=FILE' applies "
		"them. More recordings find more noise. The exit status is 1 when there are differences that no rule "
		"can take, such as other calls.",
	.examples = examples,
	.options = options,
	.settings_size = sizeof(struct noise_settings),
	.run = run,
};
