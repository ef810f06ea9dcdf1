# What doctor says of programs that are there anyway.
expect_status 0 mitrace doctor micli ei root/cimv2 CIM_OperatingSystem
expect_text out "^libmi .*/lib/hostmi/libmi.so \(RUNPATH\)"
expect_text out '^recordable +yes'
expect_text out '^record +preload: .*/micli imports MI_Application_InitializeV1'
expect_status 0 env LD_LIBRARY_PATH="$BUILD/tests/shim" mitrace doctor micli
expect_text out "^libmi .*/tests/shim/libmi.so \(LD_LIBRARY_PATH\)"
expect_status 1 mitrace doctor env -i "$BUILD/bin/micli"
expect_text out 'clears the environment'
expect_status 1 mitrace doctor ./nothing
expect_text out 'is not there'
expect_status 2 mitrace doctor
expect_text err 'no command given'
