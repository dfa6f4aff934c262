# `cargo heddle …` is completed as `cargo-heddle …`; what completes cargo goes on with all else.
function __fish_cargo_heddle_words
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -e words[1]
    string match --quiet -- '+*' $words[1]; and set -e words[1]
    test "$words[1]" = heddle; or return 1
    set -e words[1]
    string join -- \n $words
    true
end

function __fish_cargo_heddle_complete
    set -l words (__fish_cargo_heddle_words | string escape)
    complete --do-complete "cargo-heddle $words "(commandline --current-token --cut-at-cursor)
end

complete -c cargo -n '__fish_cargo_heddle_words >/dev/null' -f -k -a '(__fish_cargo_heddle_complete)'
