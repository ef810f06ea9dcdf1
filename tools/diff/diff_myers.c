/*
 * The middle snake from both ends, then both halves by themselves: E. W. Myers, "An O(ND) difference algorithm and its
 * variations", Algorithmica 1 (1986), section 4b.
 */
#include <stdlib.h>

#include "diff_align.h"

struct myers {
	struct diff_list *a, *b;
	int64_t *budget;
	int32_t *forward, *backward; /* furthest x by diagonal, offset so that all are positive */
	int32_t offset;
};

struct snake {
	uint32_t a_from, b_from, a_to, b_to;
};

static bool equal(const struct myers *m, int64_t x, int64_t y)
{
	return m->a->nodes[x].hash == m->b->nodes[y].hash;
}

/* Furthest x on diagonal @k after one more edit, within the box; -1 when no path gets there. */
static int32_t step(const int32_t *v, int32_t k, int32_t d, int32_t n, int32_t length)
{
	int32_t right, down;

	if (d == 0)
		return 0;
	right = k != -d && v[k - 1] >= 0 && v[k - 1] < n ? v[k - 1] + 1 : -1;
	down = k != d && v[k + 1] >= 0 && v[k + 1] - k <= length ? v[k + 1] : -1;
	return right > down ? right : down;
}

/* The snake in the middle of a shortest edit path through the box; false: over the budget. */
static bool middle_snake(struct myers *m, const struct snake *box, struct snake *ret)
{
	int32_t n = (int32_t)(box->a_to - box->a_from), length = (int32_t)(box->b_to - box->b_from), delta = n - length;
	int32_t *v = m->forward + m->offset, *w = m->backward + m->offset, x, y, x0;

	for (int32_t d = 0; d <= (n + length + 1) / 2 && *m->budget >= 0; d++) {
		for (int32_t k = -d; k <= d; k += 2) {
			v[k] = x = x0 = step(v, k, d, n, length);
			for (y = x - k; x >= 0 && x < n && y < length && equal(m, box->a_from + x, box->b_from + y);
			     y++)
				v[k] = ++x;
			*m->budget -= x - x0 + 1;
			if (x < 0 || !(delta & 1) || k < delta - (d - 1) || k > delta + (d - 1) || w[delta - k] < 0 ||
			    x + w[delta - k] < n)
				continue;
			*ret = (struct snake){box->a_from + (uint32_t)x0, box->b_from + (uint32_t)(x0 - k),
					      box->a_from + (uint32_t)x, box->b_from + (uint32_t)y};
			return true;
		}
		for (int32_t k = -d; k <= d; k += 2) {
			w[k] = x = x0 = step(w, k, d, n, length);
			for (y = x - k; x >= 0 && x < n && y < length &&
					equal(m, (int64_t)box->a_to - 1 - x, (int64_t)box->b_to - 1 - y);
			     y++)
				w[k] = ++x;
			*m->budget -= x - x0 + 1;
			if (x < 0 || (delta & 1) || k < delta - d || k > delta + d || v[delta - k] < 0 ||
			    x + v[delta - k] < n)
				continue;
			*ret = (struct snake){box->a_to - (uint32_t)x, box->b_to - (uint32_t)y,
					      box->a_to - (uint32_t)x0, box->b_to - (uint32_t)(x0 - k)};
			return true;
		}
	}
	return false;
}

static void take(struct myers *m, uint32_t x, uint32_t y)
{
	m->a->match[x] = y;
	m->b->match[y] = x;
}

static bool solve(struct myers *m, struct snake box)
{
	struct snake snake;

	for (; box.a_from < box.a_to && box.b_from < box.b_to && equal(m, box.a_from, box.b_from);
	     box.a_from++, box.b_from++)
		take(m, box.a_from, box.b_from);
	for (; box.a_from < box.a_to && box.b_from < box.b_to && equal(m, (int64_t)box.a_to - 1, (int64_t)box.b_to - 1);
	     box.a_to--, box.b_to--)
		take(m, box.a_to - 1, box.b_to - 1);
	if (box.a_from == box.a_to || box.b_from == box.b_to)
		return true;
	if (!middle_snake(m, &box, &snake))
		return false;
	for (uint32_t x = snake.a_from, y = snake.b_from; x < snake.a_to; x++, y++)
		take(m, x, y);
	/* Each half has fewer differences, so this is as deep as the logarithm of their number. */
	return solve(m, (struct snake){box.a_from, box.b_from, snake.a_from, snake.b_from}) &&
	       solve(m, (struct snake){snake.a_to, snake.b_to, box.a_to, box.b_to});
}

bool diff_myers(struct diff_list *a, uint32_t a_from, uint32_t a_to, struct diff_list *b, uint32_t b_from,
		uint32_t b_to, int64_t *budget)
{
	size_t diagonals = (size_t)(a_to - a_from) + (b_to - b_from) + 3;
	struct myers m = {.a = a, .b = b, .budget = budget};
	bool done = false;

	if (*budget < 0 || diagonals > INT32_MAX / 2)
		return false;
	m.offset = (int32_t)diagonals / 2 + 1;
	m.forward = malloc((diagonals + 4) * sizeof(*m.forward));
	m.backward = malloc((diagonals + 4) * sizeof(*m.backward));
	if (m.forward && m.backward)
		done = solve(&m, (struct snake){a_from, b_from, a_to, b_to});
	free(m.forward);
	free(m.backward);
	return done;
}
