# `cargo heddle …` is completed as `cargo-heddle …`; what completed cargo before goes on with all else.
_cargo_heddle_behind_cargo() {
    local at=1
    [[ ${COMP_WORDS[1]} == +* ]] && at=2
    if [[ ${COMP_WORDS[at]} == heddle && COMP_CWORD -gt at ]]; then
        local -a words=(cargo-heddle "${COMP_WORDS[@]:at+1}")
        local -a COMP_WORDS=("${words[@]}")
        local COMP_CWORD=$((COMP_CWORD - at))
        _cargo__heddle cargo-heddle "$2" "$3"
    elif [[ -n $_cargo_heddle_former ]]; then
        "$_cargo_heddle_former" "$@"
    fi
}

_cargo_heddle_put_before_cargo() {
    # bash-completion reads what completes cargo only when it is first wanted.
    if ! complete -p cargo &>/dev/null; then
        if declare -F _comp_load >/dev/null; then
            _comp_load cargo
        elif declare -F _completion_loader >/dev/null; then
            _completion_loader cargo
        fi &>/dev/null
    fi
    local former
    former=$(complete -p cargo 2>/dev/null)
    if [[ $former =~ (.*\ )-F\ ([^ ]+)(\ .*) ]]; then
        # Read a second time: it is in place.
        [[ ${BASH_REMATCH[2]} == _cargo_heddle_behind_cargo ]] && return
        _cargo_heddle_former=${BASH_REMATCH[2]}
        eval "${BASH_REMATCH[1]}-F _cargo_heddle_behind_cargo${BASH_REMATCH[3]}"
    else
        complete -o bashdefault -o default -F _cargo_heddle_behind_cargo cargo
    fi
}
_cargo_heddle_put_before_cargo
