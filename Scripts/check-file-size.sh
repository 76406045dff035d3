#!/bin/bash
# No Swift file has more than 500 lines, generated ones excepted. Exit 1 and a line for each offence.
set -euo pipefail
cd "$(dirname "$0")/.."
limit=500
bad=0
while read -r lines file; do
    [ "$lines" -gt "$limit" ] || continue
    echo "$file: $lines lines, more than $limit: split it by what it does" >&2
    bad=1
done < <(find Package.swift Sources Tests Benchmarks -name '*.swift' ! -name '*.generated.swift' -exec wc -l {} \; )
exit $bad
