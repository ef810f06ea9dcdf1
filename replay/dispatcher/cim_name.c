/*
 * CIM names. The rules are ASCII's whatever the locale, so <ctype.h> is of no use.
 */
#include "cim_name.h"

static unsigned char lower(MI_Char c)
{
	unsigned char u = (unsigned char)c;

	return u >= 'A' && u <= 'Z' ? (unsigned char)(u | 0x20) : u;
}

MI_Uint32 dispatch_name_code(const MI_Char *name)
{
	MI_Uint32 len = name ? (MI_Uint32)strlen(name) : 0;

	return len ? (MI_Uint32)lower(name[0]) << 16 | (MI_Uint32)lower(name[len - 1]) << 8 | len : 0;
}

bool dispatch_name_is_legal(const MI_Char *name)
{
	const MI_Char *p = name;

	for (; *p; p++) {
		unsigned char c = lower(*p);

		if ((c < 'a' || c > 'z') && c != '_' && (c < '0' || c > '9' || p == name))
			return false;
	}
	return p != name;
}

bool dispatch_name_equal(const MI_Char *one, const MI_Char *other)
{
	if (!one || !other)
		return one == other;
	for (; lower(*one) == lower(*other); one++, other++)
		if (!*one)
			return true;
	return false;
}

MI_Uint32 dispatch_name_find(const void *features, MI_Uint32 count, const MI_Char *name)
{
	const MI_FeatureDecl *const *decls = features;
	MI_Uint32 code = dispatch_name_code(name);
	MI_Uint32 i;

	for (i = 0; i < count; i++)
		if (decls[i]->code == code && dispatch_name_equal(decls[i]->name, name))
			return i;
	return DISPATCH_NO_INDEX;
}
