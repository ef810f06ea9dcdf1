/* CIM_NetworkPort: the network interfaces. */
#include "network_port.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"
#include "objects.h"
#include "values.h"

#define KEY      (MI_FLAG_KEY | MI_FLAG_READONLY)
#define READONLY MI_FLAG_READONLY

static const char *const technologies[] = {"0", "Unknown", "1", "Other", "2", "Ethernet", "11", "Wireless LAN", NULL};

static const struct hostmi_property properties[] = {
	{"SystemCreationClassName", MI_STRING, KEY, "The class of the computer system.", NULL, NULL, NULL},
	{"SystemName", MI_STRING, KEY, "The name of the computer system.", NULL, NULL, NULL},
	{"CreationClassName", MI_STRING, KEY, "The class of this instance.", NULL, NULL, NULL},
	{"DeviceID", MI_STRING, KEY, "The name of the interface.", NULL, NULL, NULL},
	{"PortNumber", MI_UINT16, READONLY, "The kernel's number of the interface.", NULL, NULL, NULL},
	{"Speed", MI_UINT64, READONLY, "Bits per second; NULL where the interface does not know.", "Bits per Second",
	 NULL, NULL},
	{"LinkTechnology", MI_UINT16, READONLY, "What it is made for.", NULL, NULL, technologies},
	{"PermanentAddress", MI_STRING, READONLY, "The hardware address, hexadecimal digits only.", NULL, NULL, NULL},
	{"NetworkAddresses", MI_STRINGA, READONLY, "The hardware addresses in use.", NULL, NULL, NULL},
	{"FullDuplex", MI_BOOLEAN, READONLY, "Whether it sends and receives at a time; NULL where it does not know.",
	 NULL, NULL, NULL},
	{"ActiveMaximumTransmissionUnit", MI_UINT64, READONLY, "The largest packet.", "Bytes", NULL, NULL},
	{"BytesReceived", MI_UINT64, READONLY, "Since it came up.", "Bytes", NULL, NULL},
	{"BytesTransmitted", MI_UINT64, READONLY, "Since it came up.", "Bytes", NULL, NULL},
};

struct port_cursor {
	struct hostmi_cursor cursor;
	const MI_Class *class;
	struct hostmi_names names;
	DIR *ports;
};

/* A line of a file of the interface; false when there is none, or the interface does not know. */
static bool read_fact(const char *port, const char *fact, char *ret_text, size_t size)
{
	char path[512];

	snprintf(path, sizeof(path), "/sys/class/net/%s/%s", port, fact);
	if (hostmi_read_file(path, ret_text, size) <= 0)
		return false;
	ret_text[strcspn(ret_text, "\n")] = 0;
	return ret_text[0] != 0;
}

static void set_fact(MI_Instance *instance, const char *name, const char *port, const char *fact, int64_t factor)
{
	char text[64];
	long long number;

	if (!read_fact(port, fact, text, sizeof(text)))
		return;
	number = strtoll(text, NULL, 10);
	if (number >= 0)
		hostmi_set_number(instance, name, number * factor);
}

static void set_address(MI_Instance *instance, const char *port)
{
	const MI_Char *addresses[1];
	char text[64], digits[64];
	size_t nr = 0;

	if (!read_fact(port, "address", text, sizeof(text)))
		return;
	for (const char *c = text; *c; c++)
		if (*c != ':')
			digits[nr++] = *c;
	digits[nr] = 0;
	addresses[0] = digits;
	hostmi_set_string(instance, "PermanentAddress", digits);
	hostmi_set_strings(instance, "NetworkAddresses", addresses, 1);
}

static void set_state(MI_Instance *instance, const char *port)
{
	char text[64];
	bool up = read_fact(port, "operstate", text, sizeof(text)) && strcmp(text, "down") != 0;

	hostmi_set_number(instance, "EnabledState", up ? 2 : 3);
	hostmi_set_numbers16(instance, "OperationalStatus", up ? (const MI_Uint16[]){2} : (const MI_Uint16[]){10}, 1);
	if (read_fact(port, "duplex", text, sizeof(text)) && strcmp(text, "unknown") != 0)
		hostmi_set_boolean(instance, "FullDuplex", !strcmp(text, "full"));
}

/* ARPHRD_ETHER is 1; wireless ones say so, too. */
static unsigned technology(const char *port)
{
	char path[512], text[16];
	DIR *wireless;

	snprintf(path, sizeof(path), "/sys/class/net/%s/wireless", port);
	wireless = opendir(path);
	if (wireless) {
		closedir(wireless);
		return 11;
	}
	return read_fact(port, "type", text, sizeof(text)) && !strcmp(text, "1") ? 2 : 1;
}

static void set_all(MI_Instance *instance, const struct hostmi_names *names, const char *port)
{
	hostmi_set_string(instance, "SystemCreationClassName", HOSTMI_SYSTEM_CLASS);
	hostmi_set_string(instance, "SystemName", names->host);
	hostmi_set_string(instance, "CreationClassName", hostmi_network_port.name);
	hostmi_set_string(instance, "DeviceID", port);
	hostmi_set_string(instance, "Name", port);
	hostmi_set_string(instance, "ElementName", port);
	hostmi_set_number(instance, "LinkTechnology", technology(port));
	set_fact(instance, "PortNumber", port, "ifindex", 1);
	set_fact(instance, "Speed", port, "speed", 1000000);
	set_fact(instance, "ActiveMaximumTransmissionUnit", port, "mtu", 1);
	set_fact(instance, "BytesReceived", port, "statistics/rx_bytes", 1);
	set_fact(instance, "BytesTransmitted", port, "statistics/tx_bytes", 1);
	set_address(instance, port);
	set_state(instance, port);
}

static MI_Result port_next(struct hostmi_cursor *cursor, MI_Instance **ret_instance)
{
	struct port_cursor *c = (struct port_cursor *)cursor;
	struct dirent *entry;
	char text[16];
	MI_Result result;

	*ret_instance = NULL;
	do
		entry = c->ports ? readdir(c->ports) : NULL;
	while (entry && !read_fact(entry->d_name, "ifindex", text, sizeof(text)));
	if (!entry)
		return MI_RESULT_OK;
	result = dispatch_instance_new(NULL, c->class->classDecl, ret_instance);
	if (result == MI_RESULT_OK)
		set_all(*ret_instance, &c->names, entry->d_name);
	return result;
}

static void port_close(struct hostmi_cursor *cursor)
{
	struct port_cursor *c = (struct port_cursor *)cursor;

	if (c->ports)
		closedir(c->ports);
	free(c);
}

/* Without /sys there are none to be seen. */
static MI_Result open_cursor(const MI_Class *class, const MI_Instance *keys, struct hostmi_cursor **ret_cursor)
{
	struct port_cursor *c = calloc(1, sizeof(*c));

	(void)keys;
	if (!c)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	c->cursor = (struct hostmi_cursor){port_next, port_close};
	c->class = class;
	hostmi_machine_names(&c->names);
	c->ports = opendir("/sys/class/net");
	*ret_cursor = &c->cursor;
	return MI_RESULT_OK;
}

const struct hostmi_provider hostmi_network_port = {
	.name = "CIM_NetworkPort",
	.super = "CIM_EnabledLogicalElement",
	.description = "What joins the machine to a network.",
	.properties = properties,
	.nr_properties = HOSTMI_COUNT(properties),
	.open = open_cursor,
};
