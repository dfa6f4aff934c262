//! One request at a time to the running program, route by route: `cargo bench`.
//!
//! What many connections at once do to it is `benches/load.sh`'s affair.

#[allow(dead_code, reason = "not all of it is of use here")]
#[path = "../tests/service/harness.rs"]
mod harness;

use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use harness::{Service, ask, upstream};

fn routes(criterion: &mut Criterion) {
    let behind = upstream(Some(Duration::ZERO), "ok");
    let upstreams = format!("--upstreams=http://{behind}/");
    let service = Service::start(&[&upstreams, "--digest-rounds=1000"]);
    let digest = "POST /digest HTTP/1.1\r\nhost: bench\r\ncontent-length: 5\r\n\r\nhello";
    for (name, request) in [
        ("/", "GET / HTTP/1.1\r\nhost: bench\r\n\r\n"),
        ("/digest", digest),
        (
            "/aggregate",
            "GET /aggregate HTTP/1.1\r\nhost: bench\r\n\r\n",
        ),
    ] {
        let mut stream = service.connect();
        stream.set_nodelay(true).expect("it is a socket");
        criterion.bench_function(name, |bench| {
            bench.iter(|| {
                let answer = ask(&mut stream, request);
                assert_eq!(answer.status, 200);
            });
        });
    }
}

criterion_group!(benches, routes);
criterion_main!(benches);
