/*
 * Frames of a trace: packets are gathered, compressed together, and written with one system call.
 *
 * Every frame is an ordinary zstd frame with content size and checksum, and its content is a valid message Trace.
 * One thread. Memory comes from mmap() alone, zstd's included.
 */
#ifndef MTR_FRAME_WRITE_H
#define MTR_FRAME_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "held_file.h"
#include "packet_build.h"
#include "seek_table.h"

enum {
	MTR_FRAME_RAW_FULL = 1 << 20,  /* bytes of content at which a frame is cut, packets permitting */
	MTR_FRAME_RAW_WORTH = 1 << 18, /* content that is worth a frame when nothing is urgent */
	MTR_FRAME_LEVEL = 1,           /* zstd level */
};

struct mtr_frame_writer;

/* @file is borrowed and written from @size on. @level: 0: default. -ENOMEM. */
int mtr_frame_writer_new(struct mtr_held_file *file, uint64_t size, int level, struct mtr_frame_writer **ret);
/* Accepts NULL. What was not cut is lost. */
void mtr_frame_writer_free(struct mtr_frame_writer *writer);

/* Begins a new trace: the skippable frame and a frame with the header packet alone, in one write. */
int mtr_frame_writer_head(struct mtr_frame_writer *writer, const void *header_body, size_t size);
/* A frame that is in the file already (folding): it goes into the seek table. */
int mtr_frame_writer_known(struct mtr_frame_writer *writer, const struct mtr_seek_entry *entry);

/* Where the frame being gathered stands. */
size_t mtr_frame_writer_raw(const struct mtr_frame_writer *writer);
/* 1, 2, 3 ...: tells frames apart. */
uint64_t mtr_frame_writer_serial(const struct mtr_frame_writer *writer);
uint64_t mtr_frame_writer_size(const struct mtr_frame_writer *writer);

/* Bytes a packet takes in the content of a frame. */
size_t mtr_frame_cost(const struct mtr_packet *packet);
/*
 * Adds a packet to the frame. @seq: number of the event that begins with it, 0: none does; @time: Packet.time of it.
 * -ENOMEM.
 */
int mtr_frame_put(struct mtr_frame_writer *writer, const struct mtr_packet *packet, uint64_t seq, uint64_t time);
/*
 * Writes the frame, if there is anything in it. On failure the file is cut back to where it was, and the content is
 * gone: recording is over.
 */
int mtr_frame_cut(struct mtr_frame_writer *writer);
/* Cuts, writes the End packet and the seek table: the trace is finished. */
int mtr_frame_finish(struct mtr_frame_writer *writer, const void *end_body, size_t size);

#endif
