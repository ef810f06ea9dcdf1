"""A client of MI in Python: opens the libmi given, looks its entry point up, and enumerates classes.

python_client.py LIBMI CLASS...

Results come through callbacks on threads that Python did not make.
"""
import ctypes
import sys
import threading

VOID = ctypes.c_void_p
TEXT = ctypes.c_char_p
U32 = ctypes.c_uint32
BOOL = ctypes.c_ubyte


class Handle(ctypes.Structure):
    _fields_ = [("reserved1", ctypes.c_uint64), ("reserved2", ctypes.c_ssize_t), ("ft", ctypes.POINTER(VOID))]

    def call(self, slot, result, types, *arguments):
        """Slot number SLOT of the handle's function table."""
        function = ctypes.CFUNCTYPE(result, VOID, *types)(self.ft[slot])
        return function(ctypes.addressof(self), *arguments)


class ClassDecl(ctypes.Structure):
    _fields_ = [("flags", U32), ("code", U32), ("name", TEXT)]


class Instance(ctypes.Structure):
    _fields_ = [("ft", VOID), ("decl", ctypes.POINTER(ClassDecl))]


INSTANCE_RESULT = ctypes.CFUNCTYPE(None, VOID, VOID, ctypes.POINTER(Instance), BOOL, U32, TEXT, VOID, VOID)


class OperationCallbacks(ctypes.Structure):
    _fields_ = ([("context", VOID)] + [(name, VOID) for name in ("prompt", "error", "message", "progress")] +
                [("instance", INSTANCE_RESULT)] + [(name, VOID) for name in ("indication", "class_", "parameter")])


def enumerate_instances(session, name):
    done = threading.Event()
    found = {"instances": 0, "classes": set(), "code": None, "foreign": False}
    main = threading.get_native_id()

    @INSTANCE_RESULT
    def on_instance(operation, context, instance, more, code, message, details, acknowledge):
        found["foreign"] = threading.get_native_id() != main
        if instance:
            found["instances"] += 1
            found["classes"].add(instance.contents.decl.contents.name.decode())
        if not more:
            found["code"] = code
            done.set()

    callbacks = OperationCallbacks(instance=on_instance)
    operation = Handle()
    session.call(7, None, (U32, VOID, TEXT, TEXT, BOOL, VOID, VOID), 0, None, b"root/cimv2", name.encode(), 0,
                 ctypes.addressof(callbacks), ctypes.addressof(operation))
    done.wait()
    operation.call(0, U32, ())
    count = "none" if found["instances"] == 0 else "some"
    print(f"{name}: {count}, {sorted(found['classes'])}, result {found['code']}, foreign thread {found['foreign']}")


def main():
    library = ctypes.CDLL(sys.argv[1])
    application, session = Handle(), Handle()
    result = library.MI_Application_InitializeV1(U32(0), b"python", None, ctypes.byref(application))
    if result:
        sys.exit(f"MI_Application_InitializeV1: {result}")
    result = application.call(1, U32, (TEXT, TEXT, VOID, VOID, VOID, VOID), None, None, None, None, None,
                              ctypes.addressof(session))
    if result:
        sys.exit(f"MI_Application_NewSession: {result}")
    for name in sys.argv[2:]:
        enumerate_instances(session, name)
    session.call(0, U32, (VOID, VOID), None, None)
    application.call(0, U32, ())


main()
