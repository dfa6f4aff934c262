#!/bin/sh
# Many connections at once: requests a second and latencies, for each number of connections.
#   benches/load.sh [PATH] [SECONDS]        for example: benches/load.sh /digest 10
# Needs oha (`cargo install oha`). Compare runs of one machine only, one after the other.
set -eu
cd "$(dirname "$0")/.."
path=${1:-/}
seconds=${2:-5}
command -v oha >/dev/null || {
    echo "error: oha is not installed; run \`cargo install oha\`" >&2
    exit 1
}
case $path in
/digest) set -- -m POST -d hello ;;
*) set -- ;;
esac

cargo build --release
name=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"targets":\[{"kind":\["bin"\],"crate_types":\["bin"\],"name":"\([^"]*\)".*/\1/')
target=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
"$target/release/$name" --listen 127.0.0.1:18080 --admin-listen 127.0.0.1:19090 &
service=$!
trap 'kill $service' EXIT
sleep 1
for connections in 1 16 64 256 1024; do
    echo
    echo "== $path, $connections connections"
    oha --no-tui -z "${seconds}s" -c "$connections" "$@" "http://127.0.0.1:18080$path" |
        grep -E 'Success rate|Requests/sec|50.00%|99.00%|\[[0-9]+\] [0-9]+ responses'
done
