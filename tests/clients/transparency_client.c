/* A client of MI that does one of many things: transparency_client CASE, or --list. */
#include <stdio.h>

#include "client_main.h"

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: transparency_client CASE | --list\n");
		return 2;
	}
	return client_main(argv[1], NULL);
}
