/* Names of code addresses for what the reading commands print. */
#include "naming.h"

#include <string.h>

#include "fields.h"

int naming_open(const struct naming_settings *settings, const char *path, struct mtr_symbols **ret)
{
	int err;

	*ret = NULL;
	if (!settings->symbols && !settings->folders)
		return 0;
	err = mtr_symbols_new(settings->folders, ret);
	/* Standard input can be read once only: its modules are taken in as they come. */
	if (!err && strcmp(path, "-") != 0)
		err = mtr_symbols_scan(*ret, path);
	if (!err)
		return 0;
	mtr_symbols_free(*ret);
	*ret = NULL;
	return err;
}

static void take_packet(void *context, const Mitrace__Packet *packet)
{
	mtr_symbols_packet(context, packet);
}

static const char *name_of(void *context, uint64_t address, bool is_return)
{
	return mtr_symbols_name(context, address, is_return ? MTR_ADDRESS_RETURN : MTR_ADDRESS_FUNCTION);
}

struct mtr_address_names naming_for_text(struct mtr_symbols *symbols)
{
	return (struct mtr_address_names){take_packet, name_of, symbols};
}

static void write_name(struct mtr_symbols *symbols, struct mtr_out *out, uint64_t address, bool is_return)
{
	const char *name = name_of(symbols, address, is_return);

	if (name)
		mtr_json_bytes(out, name, strlen(name));
	else
		mtr_out_text(out, "null");
}

static void write_names(struct mtr_symbols *symbols, struct mtr_out *out, const Mitrace__Call *call)
{
	mtr_out_text(out, ",\"callback_code_symbol\":");
	for (size_t i = 0; i < call->n_callback_code; i++) {
		mtr_out_char(out, i ? ',' : '[');
		write_name(symbols, out, call->callback_code[i], false);
	}
	mtr_out_char(out, ']');
}

/* The field as ever, and its names behind it. */
static enum mtr_json_choice write_field(void *context, struct mtr_out *out, const ProtobufCMessage *message,
					const ProtobufCFieldDescriptor *field, const char *before)
{
	const Mitrace__Call *call = (const Mitrace__Call *)message;
	bool caller = strcmp(field->name, "caller") == 0;

	if (message->descriptor == &mitrace__packet__descriptor)
		mtr_symbols_packet(context, (const Mitrace__Packet *)message);
	if (message->descriptor != &mitrace__call__descriptor || (!caller && strcmp(field->name, "callback_code") != 0))
		return MTR_JSON_AS_EVER;
	mtr_json_field(out, message, field, before);
	if (caller) {
		mtr_out_text(out, ",\"caller_symbol\":");
		write_name(context, out, call->caller, true);
	} else {
		write_names(context, out, call);
	}
	return MTR_JSON_WRITTEN;
}

struct mtr_json_hook naming_for_json(struct mtr_symbols *symbols)
{
	return (struct mtr_json_hook){write_field, symbols};
}
