#!/bin/bash
# Every import of one of this package's targets must be a declared dependency of the importing target.
# Exit 1 and a line for each offence. The compiler alone does not refuse what comes in by way of another module.
set -euo pipefail
cd "$(dirname "$0")/.."
level='((package|private|fileprivate|internal|public) +)?'
kind='((struct|class|enum|protocol|func|typealias|var|let) +)?'
targets=$(swift package dump-package | jq -r '[.targets[].name] as $own | .targets[] | . as $target
    | ([.dependencies[] | (.byName[0]? // .target[0]? // empty)]) as $declared
    | (.path // (if .type == "test" then "Tests/" else "Sources/" end + .name)) as $path
    | [.name, $path, ($own - $declared - [.name] | join("|"))] | @tsv')
bad=0
while IFS=$'\t' read -r name path forbidden; do
    [ -n "$forbidden" ] || continue
    pattern="^[[:space:]]*(@[A-Za-z_]+ +)*${level}import +${kind}($forbidden)([. ]|\$)"
    if grep -rnE --include='*.swift' "$pattern" "$path"; then
        echo "   ^ $name imports a target that Package.swift does not give it" >&2
        bad=1
    fi
done <<<"$targets"
exit $bad
