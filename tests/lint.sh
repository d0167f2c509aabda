#!/bin/bash
# lint.sh: the house's own rules (lint.pl) and whether every header compiles alone; with
# `all` also the schema, clang-tidy and cppcheck. The last line counts.
#
#     tests/lint.sh [all]
set -u
cd "$(dirname "$0")/.." || exit 1
passed=0 failed=0
jobs=$(nproc 2>/dev/null || echo 2)
tmp=$(mktemp -d /tmp/madoguchi-lint-XXXXXX)
trap 'rm -r "$tmp"' EXIT
gen=build/asan
[[ -e $gen/gen/templates.h ]] || gen=build/release
flags=(-std=c11 -D_GNU_SOURCE -iquote src -iquote . -iquote "$gen" -I"$gen/gen" -fno-common)

report() { # NAME STATUS LOG
    if (($2 == 0)); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        [[ -s $3 ]] && cat "$3"
        echo "FAILED $1"
    fi
}

tests/lint.pl >"$tmp/rules"
cat "$tmp/rules" | sed '$d'
read -r p _ f _ < <(tail -1 "$tmp/rules")
passed=$((passed + p)) failed=$((failed + f))

alone() { # HEADER: included first in an empty file
    echo "#include \"${1#src/}\"" | gcc "${@:2}" -Wall -Wextra -Werror -fsyntax-only -x c - 2>&1 ||
        echo "$1: does not compile alone"
}
export -f alone
find src -name '*.h' | xargs -P "$jobs" -I{} bash -c 'alone {} "$@"' - "${flags[@]}" >"$tmp/alone"
[[ ! -s $tmp/alone ]]
report 'every header compiles alone' $? "$tmp/alone"

if [[ ${1:-} == all ]]; then
    sqlite3 -bail :memory: <schema.sql >"$tmp/schema" 2>&1
    report 'the schema loads' $? "$tmp/schema"

    checks='-*,clang-analyzer-*,bugprone-*,-bugprone-easily-swappable-parameters'
    checks+=',-bugprone-reserved-identifier,-bugprone-assignment-in-if-condition'
    checks+=',-bugprone-narrowing-conversions,-bugprone-implicit-widening-of-multiplication-result'
    checks+=',-bugprone-branch-clone,-bugprone-suspicious-string-compare,-bugprone-sizeof-expression'
    checks+=',-bugprone-misplaced-widening-cast,-clang-analyzer-security.FloatLoopCounter'
    checks+=',-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling'
    flags+=($(pkg-config --cflags harfbuzz harfbuzz-subset libcurl sqlite3))
    find src -name '*.c' | xargs -P "$jobs" -I{} \
        clang-tidy --quiet "--checks=$checks" {} -- "${flags[@]}" >"$tmp/tidy" 2>"$tmp/tidy.err"
    grep -E '(error|warning):' "$tmp/tidy" | sort -u >"$tmp/found"
    [[ ! -s $tmp/found ]]
    report 'clang-tidy' $? "$tmp/found"

    cppcheck --quiet --error-exitcode=1 --enable=warning,performance,portability --inline-suppr \
        --suppress=missingIncludeSystem --std=c11 -D_GNU_SOURCE -Isrc -j "$jobs" src \
        >"$tmp/cppcheck" 2>&1
    report 'cppcheck' $? "$tmp/cppcheck"
fi
echo "$passed passed, $failed failed, 0 skipped"
((failed == 0))
