#include <MI.h>
