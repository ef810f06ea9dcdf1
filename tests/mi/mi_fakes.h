/*
 * Fake MI tables: every slot writes down its own name and its arguments, and answers what the test told it to.
 *
 * For tests of what a call does before it reaches a library. One thread; nothing a fake is given is read or kept, but
 * for the pointer that a GetNumber slot answers through.
 */
#ifndef MI_FAKES_H
#define MI_FAKES_H

#include <mi/mi.h>
#include <stdint.h>

#define FAKE_ARGS_MAX 12

/* One call of a fake slot, "Session.Invoke". Numbers are widened, pointers are their addresses. */
struct fake_call {
	const char *slot;
	size_t nr_args;
	uint64_t args[FAKE_ARGS_MAX];
};

/* What the fakes answer, and, when that is MI_RESULT_OK, the number GetNumber slots give out: one more each time. */
extern MI_Result fake_result;
extern MI_Uint32 fake_number;

extern const MI_ApplicationFT fake_application_ft;
extern const MI_SessionFT fake_session_ft;
extern const MI_OperationFT fake_operation_ft;
extern const MI_HostedProviderFT fake_hosted_provider_ft;
extern const MI_DestinationOptionsFT fake_destination_options_ft;
extern const MI_OperationOptionsFT fake_operation_options_ft;
extern const MI_SubscriptionDeliveryOptionsFT fake_subscription_delivery_options_ft;
extern const MI_SerializerFT fake_serializer_ft;
extern const MI_DeserializerFT fake_deserializer_ft;
extern const MI_UtilitiesFT fake_utilities_ft;
extern const MI_InstanceFT fake_instance_ft;
extern const MI_ClassFT fake_class_ft;
extern const MI_ParameterSetFT fake_parameter_set_ft;
extern const MI_QualifierSetFT fake_qualifier_set_ft;
extern const MI_PropertySetFT fake_property_set_ft;
extern const MI_FilterFT fake_filter_ft;

/* Forget all calls and answer MI_RESULT_OK. */
void fake_reset(void);

/* Number of calls since fake_reset(), and one of them; the test fails when there is none of that index. */
size_t fake_count(void);
const struct fake_call *fake_at(size_t index);

/* The arguments as struct fake_call holds them: FAKE_WORDS(a, b) is (uint64_t)a, (uint64_t)b. */
#define FAKE_WORD(value) ((uint64_t)(uintptr_t)(value))
/* clang-format off */
#define FAKE_WORDS_1(a) FAKE_WORD(a)
#define FAKE_WORDS_2(a, ...) FAKE_WORD(a), FAKE_WORDS_1(__VA_ARGS__)
#define FAKE_WORDS_3(a, ...) FAKE_WORD(a), FAKE_WORDS_2(__VA_ARGS__)
#define FAKE_WORDS_4(a, ...) FAKE_WORD(a), FAKE_WORDS_3(__VA_ARGS__)
#define FAKE_WORDS_5(a, ...) FAKE_WORD(a), FAKE_WORDS_4(__VA_ARGS__)
#define FAKE_WORDS_6(a, ...) FAKE_WORD(a), FAKE_WORDS_5(__VA_ARGS__)
#define FAKE_WORDS_7(a, ...) FAKE_WORD(a), FAKE_WORDS_6(__VA_ARGS__)
#define FAKE_WORDS_8(a, ...) FAKE_WORD(a), FAKE_WORDS_7(__VA_ARGS__)
#define FAKE_WORDS_9(a, ...) FAKE_WORD(a), FAKE_WORDS_8(__VA_ARGS__)
#define FAKE_WORDS_10(a, ...) FAKE_WORD(a), FAKE_WORDS_9(__VA_ARGS__)
#define FAKE_WORDS_11(a, ...) FAKE_WORD(a), FAKE_WORDS_10(__VA_ARGS__)
#define FAKE_WORDS_12(a, ...) FAKE_WORD(a), FAKE_WORDS_11(__VA_ARGS__)
#define FAKE_PICK(a, b, c, d, e, f, g, h, i, j, k, l, name, ...) name
#define FAKE_WORDS(...) \
	FAKE_PICK(__VA_ARGS__, FAKE_WORDS_12, FAKE_WORDS_11, FAKE_WORDS_10, FAKE_WORDS_9, FAKE_WORDS_8, FAKE_WORDS_7, \
		  FAKE_WORDS_6, FAKE_WORDS_5, FAKE_WORDS_4, FAKE_WORDS_3, FAKE_WORDS_2, FAKE_WORDS_1, )(__VA_ARGS__)
/* clang-format on */

#endif /* MI_FAKES_H */
