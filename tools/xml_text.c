/* One character after the other: reports are short. */
#include "xml_text.h"

#include <string.h>

#include "utf8.h"

void xml_text(FILE *out, const char *text)
{
	size_t left = text ? strlen(text) : 0, step;

	for (; left; text += step, left -= step) {
		step = mtr_utf8_printable(text, left);
		if (*text == '<')
			fputs("&lt;", out);
		else if (*text == '>')
			fputs("&gt;", out);
		else if (*text == '&')
			fputs("&amp;", out);
		else if (*text == '"')
			fputs("&quot;", out);
		else if (step)
			fwrite(text, 1, step, out);
		else
			fputc(*text == '\n' || *text == '\t' ? *text : '?', out);
		step = step ? step : 1;
	}
}
