/* See process_events.h. Messages are a netlink header, a connector header, and the event. */
#include "process_events.h"

#include <errno.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_PID_NAMESPACE 0xeffffffcu /* its inode number, for as long as there are namespaces */

enum {
	ACKNOWLEDGED_WITHIN = 100, /* milliseconds; the kernel does while it is asked, or never */
	ROOM = 8 << 20,            /* bytes for events that are not read yet: some ten thousand */
};

/* Where the parts of a message lie. */
enum {
	CONNECTOR = sizeof(struct nlmsghdr),
	PAYLOAD = CONNECTOR + sizeof(struct cn_msg),
};

/* Whether the kernel should go to the trouble. */
static int ask(int fd, enum proc_cn_mcast_op op)
{
	unsigned char message[PAYLOAD + sizeof(op)];
	const struct nlmsghdr header = {.nlmsg_len = sizeof(message), .nlmsg_type = NLMSG_DONE};
	const struct cn_msg connector = {.id = {CN_IDX_PROC, CN_VAL_PROC}, .len = sizeof(op)};

	memcpy(message, &header, sizeof(header));
	memcpy(message + CONNECTOR, &connector, sizeof(connector));
	memcpy(message + PAYLOAD, &op, sizeof(op));
	return send(fd, message, sizeof(message), MSG_NOSIGNAL) == (ssize_t)sizeof(message) ? 0 : -errno;
}

/* What the first of all events says about the asking; in a namespace there is none. */
static int wait_for_answer(int fd)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};

	return poll(&ready, 1, ACKNOWLEDGED_WITHIN) == 1 ? 0 : -EPERM;
}

/* Elsewhere some kernels tell, too, but in numbers of their own. */
static bool in_first_namespace(void)
{
	struct stat st;

	return !stat("/proc/self/ns/pid", &st) && st.st_ino == FIRST_PID_NAMESPACE;
}

int hostmi_process_events_open(void)
{
	struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = CN_IDX_PROC};
	const int room = ROOM;
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_CONNECTOR);
	int err;

	if (fd < 0)
		return -errno;
	if (!in_first_namespace()) {
		close(fd);
		return -EPERM;
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	err = bind(fd, (struct sockaddr *)&address, sizeof(address)) ? -errno : ask(fd, PROC_CN_MCAST_LISTEN);
	if (!err)
		err = wait_for_answer(fd);
	if (!err)
		return fd;
	close(fd);
	return err;
}

void hostmi_process_events_close(int fd)
{
	ask(fd, PROC_CN_MCAST_IGNORE);
	close(fd);
}

/* Threads begin and end, too. */
static struct hostmi_process_event understand(const struct proc_event *event)
{
	struct hostmi_process_event e = {.kind = HOSTMI_PROCESS_NONE};

	if (event->what == PROC_EVENT_FORK && event->event_data.fork.child_pid == event->event_data.fork.child_tgid) {
		e.kind = HOSTMI_PROCESS_BEGAN;
		e.pid = event->event_data.fork.child_tgid;
		e.parent = event->event_data.fork.parent_tgid;
	} else if (event->what == PROC_EVENT_EXEC) {
		e.kind = HOSTMI_PROCESS_EXECUTES;
		e.pid = event->event_data.exec.process_tgid;
	} else if (event->what == PROC_EVENT_EXIT &&
		   event->event_data.exit.process_pid == event->event_data.exit.process_tgid) {
		e.kind = HOSTMI_PROCESS_ENDED;
		e.pid = event->event_data.exit.process_tgid;
	}
	return e;
}

bool hostmi_process_events_read(int fd, struct hostmi_process_event *ret_event)
{
	const size_t least =
		offsetof(struct proc_event, event_data.exec) + sizeof(((struct proc_event *)NULL)->event_data.exec);
	unsigned char message[PAYLOAD + 512]; /* later kernels may add to the event */
	struct proc_event event;
	struct sockaddr_nl from;
	socklen_t from_size = sizeof(from);
	ssize_t size;

	do
		size = recvfrom(fd, message, sizeof(message), 0, (struct sockaddr *)&from, &from_size);
	while (size < 0 && errno == EINTR);
	*ret_event = (struct hostmi_process_event){.kind = HOSTMI_PROCESS_NONE};
	if (size < 0) {
		ret_event->kind = HOSTMI_PROCESS_LOST;
		return errno == ENOBUFS;
	}
	if (from.nl_pid != 0 || (size_t)size < PAYLOAD + least)
		return true;
	size -= PAYLOAD;
	memset(&event, 0, sizeof(event));
	memcpy(&event, message + PAYLOAD, (size_t)size < sizeof(event) ? (size_t)size : sizeof(event));
	*ret_event = understand(&event);
	return true;
}
