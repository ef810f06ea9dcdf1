/*
 * Qualifiers and flags that mean the same: see flag_qualifier.h. The order is that in which stock libmi writes them.
 */
#include "flag_qualifier.h"

#include "cim_name.h"

const struct dispatch_flag_qualifier dispatch_flag_qualifiers[DISPATCH_FLAG_QUALIFIERS] = {
	{MI_FLAG_KEY, "key"},
	{MI_FLAG_REQUIRED, "required"},
	{MI_FLAG_STATIC, "static"},
	{MI_FLAG_EXPENSIVE, "expensive"},
	{MI_FLAG_READONLY, "read"},
	{MI_FLAG_IN, "in"},
	{MI_FLAG_OUT, "out"},
	{MI_FLAG_ABSTRACT, "abstract"},
	{MI_FLAG_TERMINAL, "terminal"},
	{MI_FLAG_ASSOCIATION, "association"},
	{MI_FLAG_INDICATION, "indication"},
};

MI_Uint32 dispatch_flag_of_qualifier(const MI_Char *name)
{
	for (size_t i = 0; i < DISPATCH_FLAG_QUALIFIERS; i++)
		if (dispatch_name_equal(dispatch_flag_qualifiers[i].name, name))
			return dispatch_flag_qualifiers[i].flag;
	return 0;
}
