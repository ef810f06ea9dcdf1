/*
 * Applications: where a client begins and ends.
 *
 * Opening one starts nothing. Closing one cancels what runs and then waits until the client itself has closed every
 * session and hosted provider; that is how the stock library does it, and clients that forget a session hang there.
 */
#include "application.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

#include "hosted_provider.h"
#include "objects.h"
#include "runtime.h"
#include "session.h"

struct dispatch_app {
	struct dispatch_app *next; /* under apps.lock, as all up to number */
	ptrdiff_t number; /* reserved2 of the handle; never used twice, so that copies of old handles are found out */
	unsigned callers; /* inside a function that uses the application */
	bool closing;

	pthread_mutex_t lock;
	pthread_cond_t changed; /* of callers, with apps.lock; of children, with lock */
	struct dispatch_child *children;
	bool uses_runtime;
	unsigned generation;
	MI_Char id[];
};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct dispatch_app *first;
	ptrdiff_t last_number;
} apps = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static const MI_ApplicationFT application_ft_failed;

/* --- for sessions and hosted providers ---------------------------------------------------------------------- */

struct dispatch_app *dispatch_app_get(const MI_Application *application)
{
	struct dispatch_app *app;

	if (!application || !application->ft || application->reserved1 != 1)
		return NULL;
	pthread_mutex_lock(&apps.lock);
	for (app = apps.first; app && app->number != application->reserved2; app = app->next)
		;
	if (app && app->closing)
		app = NULL;
	if (app)
		app->callers++;
	pthread_mutex_unlock(&apps.lock);
	return app;
}

void dispatch_app_put(struct dispatch_app *app)
{
	pthread_mutex_lock(&apps.lock);
	if (--app->callers == 0)
		pthread_cond_broadcast(&apps.changed);
	pthread_mutex_unlock(&apps.lock);
}

void dispatch_app_add(struct dispatch_app *app, struct dispatch_child *child)
{
	child->app = app;
	pthread_mutex_lock(&app->lock);
	child->next = app->children;
	child->link = &app->children;
	if (child->next)
		child->next->link = &child->next;
	app->children = child;
	pthread_mutex_unlock(&app->lock);
}

void dispatch_app_remove(struct dispatch_child *child)
{
	struct dispatch_app *app = child->app;

	pthread_mutex_lock(&app->lock);
	*child->link = child->next;
	if (child->next)
		child->next->link = child->link;
	if (!app->children)
		pthread_cond_broadcast(&app->changed);
	pthread_mutex_unlock(&app->lock);
}

bool dispatch_app_use_runtime(struct dispatch_app *app)
{
	bool ok;

	pthread_mutex_lock(&app->lock);
	ok = app->uses_runtime || dispatch_runtime_acquire();
	app->uses_runtime = ok;
	pthread_mutex_unlock(&app->lock);
	return ok;
}

void dispatch_app_after_fork(void)
{
	pthread_mutex_init(&apps.lock, NULL);
	pthread_cond_init(&apps.changed, NULL);
}

/* --- open and close ----------------------------------------------------------------------------------------- */

static struct dispatch_app *new_app(const MI_Char *id)
{
	size_t length = id ? strlen(id) + 1 : 1;
	struct dispatch_app *app = calloc(1, sizeof(*app) + length);

	if (!app)
		return NULL;
	memcpy(app->id, id ? id : "", length);
	pthread_mutex_init(&app->lock, NULL);
	pthread_cond_init(&app->changed, NULL);
	app->generation = dispatch_runtime_generation();
	return app;
}

static void free_app(struct dispatch_app *app)
{
	pthread_cond_destroy(&app->changed);
	pthread_mutex_destroy(&app->lock);
	free(app);
}

static MI_Result open_app(const MI_Char *id, ptrdiff_t *ret_number)
{
	struct dispatch_app *app = new_app(id);
	MI_Result result;

	if (!app)
		return MI_RESULT_FAILED;
	result = dispatch_runtime_app_opened();
	if (result != MI_RESULT_OK) {
		free_app(app);
		return result;
	}
	pthread_mutex_lock(&apps.lock);
	apps.last_number += 16; /* looks like an address, as clients know it */
	*ret_number = app->number = apps.last_number;
	app->next = apps.first;
	apps.first = app;
	pthread_mutex_unlock(&apps.lock);
	return MI_RESULT_OK;
}

MI_EXPORT MI_Result MI_Application_InitializeV1(MI_Uint32 flags, const MI_Char *applicationID,
						MI_Instance **extendedError, MI_Application *application)
{
	MI_Result result = MI_RESULT_INVALID_PARAMETER;

	if (extendedError)
		*extendedError = NULL;
	if (!application)
		return MI_RESULT_INVALID_PARAMETER;
	memset(application, 0, sizeof(*application));
	application->ft = &application_ft_failed;
	if (flags == 0)
		result = open_app(applicationID, &application->reserved2);
	if (result != MI_RESULT_OK)
		return result;
	application->reserved1 = 1;
	application->ft = &dispatch_application_ft;
	return MI_RESULT_OK;
}

/* Takes the application out of the list once nobody is inside it; the one call that may close it. */
static struct dispatch_app *begin_close(const MI_Application *application)
{
	struct dispatch_app *app = dispatch_app_get(application);

	if (!app)
		return NULL;
	pthread_mutex_lock(&apps.lock);
	app->callers--;
	if (app->closing) {
		app = NULL;
	} else {
		app->closing = true;
		while (app->callers)
			pthread_cond_wait(&apps.changed, &apps.lock);
		for (struct dispatch_app **link = &apps.first; *link; link = &(*link)->next) {
			if (*link == app) {
				*link = app->next;
				break;
			}
		}
	}
	pthread_cond_broadcast(&apps.changed);
	pthread_mutex_unlock(&apps.lock);
	return app;
}

/* Calls cancel for every child that is there now, without the lock: cancelling may end one and start others' work. */
static void cancel_children(struct dispatch_app *app)
{
	struct dispatch_child **held;
	size_t nr = 0, room = 0;

	pthread_mutex_lock(&app->lock);
	for (struct dispatch_child *child = app->children; child; child = child->next)
		room++;
	held = calloc(room ? room : 1, sizeof(*held));
	for (struct dispatch_child *child = app->children; held && child; child = child->next)
		if (child->cancel && child->hold(child))
			held[nr++] = child;
	pthread_mutex_unlock(&app->lock);
	for (size_t i = 0; i < nr; i++) {
		held[i]->cancel(held[i]);
		held[i]->release(held[i]);
	}
	free(held);
}

static MI_Result application_Close(MI_Application *application)
{
	struct dispatch_app *app = begin_close(application);

	if (!app)
		return MI_RESULT_INVALID_PARAMETER;
	memset(application, 0, sizeof(*application));
	cancel_children(app);
	pthread_mutex_lock(&app->lock);
	while (app->children)
		pthread_cond_wait(&app->changed, &app->lock);
	pthread_mutex_unlock(&app->lock);
	if (app->uses_runtime && app->generation == dispatch_runtime_generation())
		dispatch_runtime_release();
	dispatch_runtime_app_closed();
	free_app(app);
	return MI_RESULT_OK;
}

/* --- factories: the application is not asked, a client may pass any pointer but NULL --------------------------- */

static MI_Result application_NewInstance(MI_Application *application, const MI_Char *className,
					 const MI_ClassDecl *classRTTI, MI_Instance **instance)
{
	if (!application || !instance)
		return MI_RESULT_INVALID_PARAMETER;
	return dispatch_instance_new(className, classRTTI, instance);
}

static MI_Result application_NewInstanceFromClass(MI_Application *application, const MI_Char *className,
						  const MI_Class *classObject, MI_Instance **instance)
{
	if (!application || !instance)
		return MI_RESULT_INVALID_PARAMETER;
	return dispatch_instance_new_from_class(className, classObject, instance);
}

static MI_Result application_NewClass(MI_Application *application, const MI_ClassDecl *classDecl,
				      const MI_Char *namespaceName, const MI_Char *serverName, MI_Class **classObject)
{
	(void)application;
	if (!classDecl || !classObject)
		return MI_RESULT_INVALID_PARAMETER;
	return dispatch_class_new(classDecl, namespaceName, serverName, classObject);
}

static MI_Result application_NewDestinationOptions(MI_Application *application, MI_DestinationOptions *options)
{
	if (!application || !options)
		return MI_RESULT_INVALID_PARAMETER;
	return dispatch_destination_options_new(options);
}

static MI_Result application_NewOperationOptions(MI_Application *application, MI_Boolean customOptionsMustUnderstand,
						 MI_OperationOptions *options)
{
	if (!application || !options)
		return MI_RESULT_INVALID_PARAMETER;
	return dispatch_operation_options_new(customOptionsMustUnderstand, options);
}

static MI_Result application_NewSubscriptionDeliveryOptions(MI_Application *application,
							    MI_SubscriptionDeliveryType deliveryType,
							    MI_SubscriptionDeliveryOptions *deliveryOptions)
{
	if (!application || !deliveryOptions)
		return MI_RESULT_INVALID_PARAMETER;
	return dispatch_subscription_options_new(deliveryType, deliveryOptions);
}

static MI_Result application_NewSerializer(MI_Application *application, MI_Uint32 flags, MI_Char *format,
					   MI_Serializer *serializer)
{
	if (!application || !serializer)
		return MI_RESULT_INVALID_PARAMETER;
	return dispatch_serializer_new(flags, format, serializer);
}

static MI_Result application_NewDeserializer(MI_Application *application, MI_Uint32 flags, MI_Char *format,
					     MI_Deserializer *deserializer)
{
	if (!application || !deserializer)
		return MI_RESULT_INVALID_PARAMETER;
	return dispatch_deserializer_new(flags, format, deserializer);
}

const MI_ApplicationFT dispatch_application_ft = {
	.Close = application_Close,
	.NewSession = dispatch_NewSession,
	.NewHostedProvider = dispatch_NewHostedProvider,
	.NewInstance = application_NewInstance,
	.NewDestinationOptions = application_NewDestinationOptions,
	.NewOperationOptions = application_NewOperationOptions,
	.NewSubscriptionDeliveryOptions = application_NewSubscriptionDeliveryOptions,
	.NewSerializer = application_NewSerializer,
	.NewDeserializer = application_NewDeserializer,
	.NewInstanceFromClass = application_NewInstanceFromClass,
	.NewClass = application_NewClass,
};

/* In a handle that Initialize failed to fill: there is nothing but Close, which refuses it. */
static const MI_ApplicationFT application_ft_failed = {.Close = application_Close};
