// A client of MI in JavaScript, through the FFI package koffi: opens the libmi given, looks its entry point up, and
// enumerates classes.
//
// node node_client.js LIBMI CLASS...
//
// The library's threads call back; koffi hands the calls to the main thread.
'use strict';
const koffi = require('koffi');

const Handle = koffi.struct('Handle', { reserved1: 'uint64_t', reserved2: 'int64_t', ft: 'void *' });
const ClassDecl = koffi.struct('ClassDecl', { flags: 'uint32_t', code: 'uint32_t', name: 'const char *' });
const Instance = koffi.struct('Instance', { ft: 'void *', decl: 'ClassDecl *' });
const InstanceResult = koffi.proto('void InstanceResult(void *operation, void *context, Instance *instance, ' +
	'uint8_t more, uint32_t code, const char *message, void *details, void *acknowledge)');
const Callbacks = koffi.struct('Callbacks', {
	context: 'void *', prompt: 'void *', error: 'void *', message: 'void *', progress: 'void *',
	instance: 'InstanceResult *', indication: 'void *', class_: 'void *', parameter: 'void *',
});
const Close = koffi.proto('uint32_t Close(_Inout_ Handle *self)');
const CloseSession = koffi.proto('uint32_t CloseSession(_Inout_ Handle *self, void *context, void *completion)');
const NewSession = koffi.proto('uint32_t NewSession(_Inout_ Handle *self, const char *protocol, ' +
	'const char *destination, void *options, void *callbacks, void *error, _Out_ Handle *session)');
const EnumerateInstances = koffi.proto('void EnumerateInstances(void *self, uint32_t flags, void *options, ' +
	'const char *space, const char *name, uint8_t keysOnly, void *callbacks, void *operation)');

// Slot number SLOT of a handle's function table.
function slot(handle, number, type) {
	return koffi.decode(koffi.decode(handle.ft, 8 * number, 'void *'), type);
}

function enumerateInstances(session, name) {
	return new Promise((resolve) => {
		const found = { instances: 0, classes: new Set() };
		const operation = koffi.alloc('Handle', 1);
		const callbacks = koffi.alloc('Callbacks', 1);
		const words = koffi.alloc('Handle', 1);
		const onInstance = koffi.register((self, context, instance, more, code) => {
			if (instance) {
				found.instances += 1;
				found.classes.add(koffi.decode(koffi.decode(instance, Instance).decl, ClassDecl).name);
			}
			if (!more) {
				// The callback must have returned before its operation is closed.
				setImmediate(() => {
					const handle = koffi.decode(operation, Handle);
					slot(handle, 0, Close).async(handle, () => {
						console.log(`${name}: ${found.instances ? 'some' : 'none'}, ` +
							`${[...found.classes].sort()}, result ${code}`);
						koffi.unregister(onInstance);
						resolve();
					});
				});
			}
		}, koffi.pointer(InstanceResult));

		koffi.encode(callbacks, Callbacks, { context: null, prompt: null, error: null, message: null,
			progress: null, instance: onInstance, indication: null, class_: null, parameter: null });
		koffi.encode(words, Handle, session);
		slot(session, 7, EnumerateInstances).async(words, 0, null, 'root/cimv2', name, 0, callbacks, operation,
			(error) => { if (error) throw error; });
	});
}

async function main() {
	const library = koffi.load(process.argv[2]);
	const initialize = library.func('uint32_t MI_Application_InitializeV1(uint32_t flags, const char *id, ' +
		'void *error, _Out_ Handle *application)');
	const application = {}, session = {};
	// Threads that will call back do not keep node's event loop alive.
	const alive = setInterval(() => {}, 1000);

	if (initialize(0, 'node', null, application) !== 0)
		throw new Error('MI_Application_InitializeV1 failed');
	if (slot(application, 1, NewSession)(application, null, null, null, null, null, session) !== 0)
		throw new Error('MI_Application_NewSession failed');
	for (const name of process.argv.slice(3))
		await enumerateInstances(session, name);
	slot(session, 0, CloseSession)(session, null, null);
	slot(application, 0, Close)(application);
	clearInterval(alive);
}

main();
