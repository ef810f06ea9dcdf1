/* What a libmi may export besides: somebody's build of it, or a compiler that adds names of its own. */
#include <mi/mi.h>

MI_EXPORT int stub_build(void);

MI_EXPORT int stub_build(void)
{
	return 1;
}
