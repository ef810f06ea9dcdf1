# The libraries that doctor finds, where and in which order, are those that the loader itself would load: for programs
# of this system, and for one whose libraries are in every kind of place.
cat >compare.py <<'P'
"""Prints where `mitrace doctor` and the loader disagree: compare.py PROGRAM..."""
import json
import os
import re
import subprocess
import sys

compared = 0
for program in sys.argv[1:]:
    loader = subprocess.run(["env", "LD_TRACE_LOADED_OBJECTS=1", program], capture_output=True, text=True).stdout
    theirs = re.findall(r"^\t(\S+) => (\S+) \(0x", loader, re.M)
    theirs = [(name, path) for name, path in theirs if "vdso" not in name]
    out = subprocess.run(["mitrace", "doctor", "--json", program], capture_output=True, text=True).stdout
    objects = json.loads(out)["objects"]
    ours = [(o["name"], o["path"]) for o in objects[1:] if not o.get("plugin") and "ld-linux" not in o["name"]]
    normal = lambda pairs: [(name, os.path.normpath(path)) for name, path in pairs]
    if normal(ours) != normal(theirs):
        sys.exit(f"{program}: doctor {ours}\nloader {theirs}")
    compared += len(theirs)
print(compared)
P
mkdir runpath rpath libpath runpath/glibc-hwcaps runpath/glibc-hwcaps/x86-64-v2 deep
lib() { echo "int $2(void) { return 0; }" | gcc -shared -fPIC -x c - -Wl,-soname,"$(basename "$1")" "${@:3}" -o "$1"; }
lib deep/libdeep.so deep
# RPATH is inherited by what its object needs; RUNPATH is not.
lib rpath/libone.so one
lib runpath/libtwo.so two
lib runpath/glibc-hwcaps/x86-64-v2/libtwo.so two
lib libpath/libthree.so three
lib rpath/libthree.so three
lib libpath/libtwo.so two
echo 'int deep(void); int four(void) { return deep(); }' | gcc -shared -fPIC -x c - -Wl,-soname,libfour.so -Ldeep -ldeep -o rpath/libfour.so
cat >many.c <<'C'
int one(void), two(void), three(void), four(void);
int main(void) { return one() + two() + three() + four(); }
C
link="-Lrpath -Lrunpath -Llibpath -lone -ltwo -lthree -lfour -Wl,--no-as-needed -Wl,--allow-shlib-undefined"
gcc many.c $link -Wl,--disable-new-dtags,-rpath,'$ORIGIN/rpath:${ORIGIN}/runpath:$ORIGIN/deep' -o by-rpath
gcc many.c $link -Wl,--enable-new-dtags,-rpath,"\$ORIGIN/rpath:$PWD/runpath:$PWD/libpath" -o by-runpath
export LD_LIBRARY_PATH=$PWD/libpath:$PWD/deep
expect_status 0 python3 compare.py ./by-rpath ./by-runpath
LD_LIBRARY_PATH="deep::libpath;rpath" expect_status 0 python3 compare.py ./by-rpath ./by-runpath
(cd rpath && LD_LIBRARY_PATH=../deep expect_status 0 python3 ../compare.py ../by-runpath)
unset LD_LIBRARY_PATH
programs=()
for program in /usr/bin/*; do
	[ ${#programs[@]} -lt 60 ] && [ ! -L "$program" ] && [ ! -u "$program" ] && [ ! -g "$program" ] || continue
	readelf -lW "$program" >headers 2>/dev/null && grep -q 'interpreter: /lib64/ld-linux' headers && programs+=("$program")
done
expect_status 0 python3 compare.py "${programs[@]}" "$BUILD/bin/mitrace" "$BUILD/bin/micli"
[ "$(cat out)" -gt 100 ] || fail "only $(cat out) libraries compared"
