# What is preloaded into other people's programs: two exported names, no library but libc, never unloaded, nothing that
# is looked up later.
[ "$(nm -D --defined-only "$SHIM" | awk '{ print $3 }' | sort | tr '\n' ' ')" = "MI_Application_InitializeV1 dlsym " ] ||
	fail "exports: $(nm -D --defined-only "$SHIM")"
needed=$(readelf -dW "$SHIM" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -Ev '^lib(asan|ubsan|tsan)\.so' || :)
[ "$needed" = libc.so.6 ] || fail "needs: $needed"
readelf -dW "$SHIM" >dynamic
readelf -rW "$SHIM" >relocations
expect_text dynamic NODELETE
expect_text dynamic 'BIND_NOW|NOW'
# Thread-local variables must not need the loader.
expect_text relocations TPOFF64
expect_no_text relocations '__tls_get_addr|DTPMOD64'
