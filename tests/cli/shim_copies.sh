# Several copies of libmi in one process, none of them where the dynamic linker looks first, used by constructors and
# destructors of the libraries that brought them.
whole() { zstd -tq "$@" && for file; do mitrace show "$file" >/dev/null || fail "$file cannot be read"; done; }
shim=$BUILD/tests/shim
plugins="$shim/plugin_linked.so $shim/plugin_static.so"
expect_status 0 env LD_PRELOAD="$SHIM" MITRACE_FILE=x.mitrace "$shim/probe_plugins" $plugins
whole x.mitrace
mitrace show x.mitrace >shown
for id in plugin_linked.so plugin_static.so; do
	expect_text shown "application_id \".*$id\""
done
[ "$(grep -c 'application_id "constructor"' shown)" = 2 ] || fail "a constructor's call is missing"
# Two applications of each library, all closed: two of them by destructors, which run after the shim's own.
[ "$(grep -c 'MI_Application_Close(' shown)" = 4 ] || fail "an application that a destructor closed is missing"
[ "$(mitrace show --json x.mitrace | grep -o '"library":[0-9]*' | sort -u | wc -l)" = 2 ] ||
	fail "two libraries should have been recorded"
# Both libraries use the same handle words; their applications are not mixed up all the same.
expect_no_text shown 'HANDLE_'
[ "$(grep -o 'MI_Application_Close(application [0-9]*' shown | sort -u | wc -l)" = 4 ] || fail "applications were mixed up"
[ ! -e x.mitrace.spool ] || fail "the trace was not finished"
