/* See packet_numbers.h. */
#include "packet_numbers.h"

#include "mitrace_fields.h"
#include "unpack.h"

static void number_of_call(struct packet_numbers *n, unsigned id, uint64_t value)
{
	switch (id) {
	case MTR_CALL_FUNCTION:
		n->function = value;
		break;
	case MTR_CALL_OPERATION:
		n->operation = value;
		break;
	case MTR_CALL_SESSION:
		n->session = value;
		break;
	case MTR_CALL_APPLICATION:
		n->application = value;
		break;
	case MTR_CALL_HOSTED_PROVIDER:
		n->hosted_provider = value;
		break;
	case MTR_CALL_RESULT:
		n->result = value;
		break;
	case MTR_CALL_RESPONSE:
		n->response = value;
		break;
	case MTR_CALL_MORE_RESULTS:
		n->more = value;
		n->has_more = true;
		break;
	case MTR_CALL_OPERATION_RESULT:
		n->operation_result = value;
		break;
	case MTR_CALL_NULL_OUTPUTS:
		n->null_outputs = value;
		break;
	case MTR_CALL_HANDLE_STATE:
		n->handle_state = value;
		break;
	case MTR_CALL_TABLE:
		n->table = value;
		break;
	default:
		break;
	}
}

static void number_of_callback(struct packet_numbers *n, unsigned id, uint64_t value)
{
	switch (id) {
	case MTR_CALLBACK_KIND:
		n->function = value;
		break;
	case MTR_CALLBACK_OPERATION:
		n->operation = value;
		break;
	case MTR_CALLBACK_SESSION:
		n->session = value;
		break;
	case MTR_CALLBACK_MORE_RESULTS:
		n->more = value;
		break;
	case MTR_CALLBACK_RESULT:
		n->result = value;
		break;
	case MTR_CALLBACK_ANSWERABLE:
		n->answerable = value;
		break;
	case MTR_CALLBACK_HANDLE:
		n->handle = value;
		break;
	default:
		break;
	}
}

static void read_body(struct packet_numbers *n)
{
	const uint8_t *cur = n->data, *end;
	bool callback = n->body == MTR_PACKET_CALLBACK_BEGIN || n->body == MTR_PACKET_CALLBACK_END;
	struct mtr_wire_field field;
	int id;

	if (!cur || n->body < MTR_PACKET_CALL_BEGIN || n->body > MTR_PACKET_CALLBACK_END)
		return;
	end = cur + n->size;
	while ((id = mtr_wire_next(&cur, end, &field)) > 0) {
		if (field.wire_type != 0)
			continue;
		if (callback)
			number_of_callback(n, (unsigned)id, field.value);
		else
			number_of_call(n, (unsigned)id, field.value);
	}
}

struct packet_numbers replay_packet_numbers(const uint8_t *data, size_t size)
{
	const uint8_t *end = data + size;
	struct mtr_wire_field field;
	struct packet_numbers n = {0};
	int id;

	while ((id = mtr_wire_next(&data, end, &field)) > 0) {
		if (id == MTR_PACKET_SEQ)
			n.seq = field.value;
		else if (id == MTR_PACKET_THREAD)
			n.thread = field.value;
		else if (id == MTR_PACKET_PARENT)
			n.parent = field.value;
		else if (id >= MTR_PACKET_CALL_BEGIN && id <= MTR_PACKET_END && field.wire_type == 2) {
			n.body = (unsigned)id;
			n.data = field.data;
			n.size = (size_t)field.value;
		}
	}
	read_body(&n);
	return n;
}
