#!/bin/bash
# The template compiler: each file of tests/tmpl/bad is refused, by it or by the C compiler,
# with the message of its first line and the name of the file; each file of
# tests/tmpl/good prints what stands in its .out. `RENEW=1` rewrites the .out files.
#
#     tests/gen/tmpl_test.sh TMPLC
set -u
tmplc=$1
dir=$(mktemp -d /tmp/madoguchi-tmpl-XXXXXX)
trap 'rm -r "$dir"' EXIT
mkdir "$dir/gen"
passed=0 failed=0
cflags="-std=c11 -D_GNU_SOURCE -Isrc -I. -I$dir -Wall -Wextra -Wshadow -Wconversion
  -Wno-sign-conversion -Werror -fdiagnostics-color=never"
echo '#include "web/asset.h"' >"$dir/gen/static.h"

fail() {
    echo "FAILED $1"
    failed=$((failed + 1))
}

for f in tests/tmpl/bad/*; do
    want=$(head -1 "$f" | sed -n 's/^{# \(.*\) #}$/\1/p')
    rm -f "$dir"/gen/t_*
    said=$(LC_ALL=C.UTF-8 "$tmplc" "$dir/gen" "$f" 2>&1 &&
        gcc $cflags -fsyntax-only "$dir"/gen/t_bad.c 2>&1) && {
        fail "$f: it was taken"
        continue
    }
    if [[ -z $want || $said != *"$want"* ]]; then
        fail "$f: wanted '$want', it said: $said"
    elif [[ $said != *"$f:"* ]]; then
        fail "$f: the message does not name the file: $said"
    else
        passed=$((passed + 1))
    fi
done

rm -f "$dir"/gen/t_*
"$tmplc" "$dir/gen" tests/tmpl/good/*.html tests/tmpl/good/*.txt || exit 1
{
    echo '#include "gen/templates.h"'
    echo '#include "tests/tmpl/run.h"'
    echo 'int main(int argc, char **argv) { if (argc < 2) return 1;'
    for f in tests/tmpl/good/*.html tests/tmpl/good/*.txt; do
        n=$(basename "${f%.*}")
        echo "if (!strcmp(argv[1], \"$n\")) tmpl_$n(&out, &sample);"
    done
    echo 'fwrite(out.p, 1, out.n, stdout); buf_release(&out); return 0; }'
} >"$dir/main.c"
gcc $cflags -g -fsanitize=address,undefined -o "$dir/run" "$dir/main.c" "$dir"/gen/t_good.c \
    src/web/out.c src/util/buf.c src/util/str.c src/util/die.c || exit 1
for f in tests/tmpl/good/*.html tests/tmpl/good/*.txt; do
    out=${f%.*}.out
    "$dir/run" "$(basename "${f%.*}")" >"$dir/out" || fail "$f: it does not run"
    [[ ${RENEW:-} ]] && cp "$dir/out" "$out"
    if diff -u "$out" "$dir/out"; then
        passed=$((passed + 1))
    else
        fail "$f: the output differs"
    fi
done

# A mail's version changes with its text and with what is put into it, and with nothing else.
version() { # TEXT FOOT OTHER
    mkdir -p "$dir/v/gen"
    printf '{%% template a() %%}\n%s\n{%% put foot() %%}\n{%% end %%}\n{%% template foot() %%}\n%s\n{%% end %%}\n{%% template b() %%}\n%s\n{%% end %%}\n' \
        "$1" "$2" "$3" >"$dir/v/mail.txt"
    "$tmplc" "$dir/v/gen" "$dir/v/mail.txt" && sed -n 's/.*tmpl_a, "\(........\)".*/\1/p' "$dir/v/gen/tmpl_versions.c"
}
one=$(version text foot other)
if [[ ${#one} == 8 && $one == $(version text foot another) && $one != $(version texT foot other) &&
    $one != $(version text fooT other) ]]; then
    passed=$((passed + 1))
else
    fail 'versions of mails'
fi
echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]
