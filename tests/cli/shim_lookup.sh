# Clients that look libmi's names up themselves: what they call is recorded from the first call on.
shim=$BUILD/tests/shim
probe() { env LD_PRELOAD="$SHIM" MITRACE_FILE=$1.mitrace "$shim/probe_lookup" "$shim/libmi.so" "$1"; }
for kind in entry table; do
	expect_status 0 probe $kind
	mitrace show $kind.mitrace >shown
	expect_text shown 'MI_Application_InitializeV1.*application_id "looked up".* -> application 1'
	expect_text shown 'MI_Session_EnumerateInstances'
	expect_text shown 'MI_Application_Close\(application 1\)'
	expect_no_text shown 'HANDLE_'
done
# What depends on who asks is not disturbed; and looking up alone leaves no trace.
expect_status 0 probe next
expect_text out '^next$'
[ ! -e next.mitrace ] || fail "a trace of a client that called nothing"
# Without a trace to write, the client gets the library's own function.
expect_status 0 env LD_PRELOAD="$SHIM" "$shim/probe_lookup" "$shim/libmi.so" entry

# The same from Python, where there is one.
if python3 -c 'import ctypes' 2>/dev/null; then
	cat >client.py <<'END'
import ctypes, sys
mi = ctypes.CDLL(sys.argv[1])
application = (ctypes.c_uint64 * 3)()
result = mi.MI_Application_InitializeV1(ctypes.c_uint32(0), b"python", None, ctypes.byref(application))
slots = ctypes.cast(application[2], ctypes.POINTER(ctypes.c_void_p))
close = ctypes.CFUNCTYPE(ctypes.c_uint32, ctypes.c_void_p)(slots[0])
sys.exit(result or close(ctypes.addressof(application)))
END
	expect_status 0 env LD_PRELOAD="$SHIM" MITRACE_FILE=python.mitrace python3 client.py "$shim/libmi.so"
	mitrace show python.mitrace >shown
	expect_text shown 'application_id "python"'
	expect_text shown 'MI_Application_Close\(application 1\)'
fi
