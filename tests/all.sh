#!/bin/bash
# all.sh: every suite, one after the other. Each prints its own count as its last line; the
# last line here is their sum. A suite that ends without a count, or with an error that it
# did not count, counts as one failure.
set -u
cd "$(dirname "$0")/.." || exit 1
passed=0 failed=0 skipped=0 summary=
log=$(mktemp /tmp/madoguchi-all-XXXXXX)
trap 'rm -f "$log"' EXIT

suite() { # NAME COMMAND…
    local name=$1 start=$SECONDS status p=0 f=0 s=0 last
    shift
    echo "== $name"
    "$@" 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    last=$(grep -E '^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$' "$log" | tail -1)
    if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+)\ skipped)?$ ]]; then
        p=${BASH_REMATCH[1]} f=${BASH_REMATCH[2]} s=${BASH_REMATCH[4]:-0}
    fi
    if [[ -z $last ]] || ((status != 0 && f == 0)); then
        echo "FAILED $name ended with status $status"
        f=$((f + 1))
    fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    summary+=$(printf '%-10s %6d passed %4d failed %4d skipped %5d s' \
        "$name" "$p" "$f" "$s" $((SECONDS - start)))$'\n'
}

suite unit make --no-print-directory test-unit
suite templates make --no-print-directory test-tmpl
suite lint make --no-print-directory lint-quick
suite walk make --no-print-directory test-walk
suite fault make --no-print-directory test-fault
echo
printf '%s' "$summary"
echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
