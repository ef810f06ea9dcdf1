/* How operations ended, where their final results are no counterparts: one may bring an instance and the other an error. */
#include "diff_compare.h"

/* Of the part that brought the final result, what says how it went; the rest of it is told of by itself. */
static int read_ending(struct diff_compare *c, int side, Mitrace__Callback *ret)
{
	struct diff_tree *t = c->trees[side];
	const struct diff_part *part = &t->parts[t->units[c->at[side]].final];
	const Mitrace__Packet *packet;
	int err = diff_tree_packet(t, part, part->callback ? 0 : 1, &packet);

	if (err)
		return err;
	*ret = (Mitrace__Callback)MITRACE__CALLBACK__INIT;
	ret->has_kind = ret->has_result = 1;
	ret->kind = MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult;
	if (part->callback) {
		const Mitrace__Callback *callback = packet->callback_begin;

		ret->result = callback->result;
		ret->has_error_message = callback->has_error_message;
		ret->error_message = callback->error_message;
		ret->error_details = callback->error_details;
	} else {
		const Mitrace__Call *call = packet->call_end;

		ret->result = call->operation_result;
		ret->has_error_message = call->has_error_message;
		ret->error_message = call->error_message;
		ret->error_details = call->error_details;
	}
	c->seqs[side] = part->seq;
	return 0;
}

int diff_compare_ending(struct diff_compare *c)
{
	Mitrace__Callback endings[2];
	int err;

	if (c->finals_met)
		return 0;
	for (int side = 0; side < 2; side++) {
		if (c->trees[side]->units[c->at[side]].final == DIFF_NONE)
			return 0; /* which is told by their number */
	}
	err = diff_begin_group(c);
	for (int side = 0; side < 2 && !err; side++)
		err = read_ending(c, side, &endings[side]);
	return err ? err : diff_compare_bodies(c, &endings[0].base, &endings[1].base);
}
