# What is loaded into other people's programs: few exported names, no library but libc, never unloaded, nothing that is
# looked up later.
names=$(nm -D --defined-only "$SHIM" | awk '{ print $3 }' | grep -v '^mitrace_' | sort | tr '\n' ' ')
[ "$names" = "MI_Application_InitializeV1 dlopen dlsym " ] || fail "exports: $names"
needed=$(readelf -dW "$SHIM" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -Ev '^lib(asan|ubsan|tsan)\.so' || :)
[ "$needed" = libc.so.6 ] || fail "needs: $needed"
readelf -dW "$SHIM" >dynamic
readelf -rW "$SHIM" >relocations
expect_text dynamic NODELETE
expect_text dynamic 'BIND_NOW|NOW'
# Thread-local variables must not need the loader.
expect_text relocations TPOFF64
expect_no_text relocations '__tls_get_addr|DTPMOD64'

# The audit library has no C library, so that none is loaded for it; the proxy exports what all known libmi do.
audit=$BUILD/lib/libmitrace-audit.so
[ "$(readelf -dW "$audit" | grep -c NEEDED)" = 0 ] || fail "the audit library needs $(readelf -dW "$audit" | grep NEEDED)"
[ -z "$(nm -D --undefined-only "$audit")" ] || fail "the audit library imports $(nm -D --undefined-only "$audit")"
nm -D --defined-only "$BUILD/lib/hostmi/libmi.so" | awk '{ print $3 ";" }' | sort >hostmi
nm -D --defined-only "$BUILD/lib/proxy/libmi.so" | awk '{ print $3 ";" }' | grep -v '^mitrace_proxied;' | sort >proxy
expect_same hostmi proxy
readelf -dW "$BUILD/lib/proxy/libmi.so" | grep SONAME >/dev/null && fail "the proxy has a SONAME, which libmi has not"
# Nothing of glibc's that is private.
for file in "$SHIM" "$BUILD/lib/proxy/libmi.so"; do
	nm -D --undefined-only "$file" >imports
	expect_no_text imports 'GLIBC_PRIVATE|_dl_|__libc_dl|_rtld_global'
done
