//! What a service meets on a bad day: too much of everything, clients that mean harm, upstreams that fail.
//!
//! `ATTACK_SECONDS=60 cargo test` sends random bytes for a minute instead of a few seconds, and
//! `cargo test -- --show-output` tells what each attack came to.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, Signal, getrlimit, setrlimit};
use serde_json::Value;
use socket2::{Domain, SockRef, Socket, Type};

use crate::harness::{
    PATIENCE, Service, answer, ask, came_to, connect, get, post, upstream, upstream_that,
    wait_until,
};

const GET: &str = "GET / HTTP/1.1\r\nhost: test\r\n\r\n";
const MEBIBYTE: u64 = 1 << 20;

/// Lets this process, and the service it starts, have as many sockets as the system allows.
fn allow_many_sockets(needed: u64) {
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(u64::MAX);
    assert!(
        most >= needed,
        "at most {most} files may be open here, this test needs {needed}"
    );
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    setrlimit(Resource::Nofile, raised).expect("up to the maximum, anyone may");
}

#[test]
fn loses_none_of_200_requests_in_flight_when_told_to_stop() {
    let slow = upstream(Some(Duration::from_millis(2500)), "late");
    let upstreams = format!("--upstreams=http://{slow}/");
    let mut service = Service::start(&[&upstreams, "--upstream-timeout=20s"]);
    let mut asked: Vec<_> = (0..200).map(|_| service.connect()).collect();
    for stream in &mut asked {
        stream
            .write_all(b"GET /aggregate HTTP/1.1\r\nhost: test\r\n\r\n")
            .unwrap();
    }
    service.wait_for_metric("http_requests_in_flight", "200");
    service.signal(Signal::TERM);
    let whole = asked
        .iter_mut()
        .filter_map(answer)
        .filter(|answer| answer.status == 200 && answer.body.contains("\"complete\":true"));
    assert_eq!(whole.count(), 200);
    assert_eq!(service.ended_within(PATIENCE).code(), Some(0));
    came_to("SIGTERM with 200 requests in flight", "0 lost, exit code 0");
}

#[test]
fn keeps_2000_connections_within_a_limit_of_500() {
    allow_many_sockets(6000);
    let slow = upstream(Some(Duration::from_millis(100)), "x");
    let upstreams = format!("--upstreams=http://{slow}/");
    let mut service = Service::start(&[
        &upstreams,
        "--max-connections=500",
        "--upstream-timeout=20s",
        "--head-timeout=1m",
    ]);
    let before = service.resident();
    let address = service.public;
    let crowd: Vec<_> = (0..20)
        .map(|_| {
            thread::spawn(move || {
                let request = "GET /aggregate HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n";
                let ask = |_| {
                    let mut stream = connect(address);
                    stream.write_all(request.as_bytes()).ok()?;
                    Some(stream)
                };
                let asked: Vec<_> = (0..100).map(ask).collect();
                let ended = asked.into_iter().flatten();
                let statuses = ended.filter_map(|mut stream| answer(&mut stream));
                statuses
                    .filter(|answer| matches!(answer.status, 200 | 503))
                    .count()
            })
        })
        .collect();
    let (mut most, mut open) = (before, 0.0_f64);
    while !crowd.iter().all(thread::JoinHandle::is_finished) {
        most = most.max(service.resident());
        open = open.max(service.metric("http_connections"));
        thread::sleep(Duration::from_millis(20));
    }
    let answered: usize = crowd.into_iter().map(|thread| thread.join().unwrap()).sum();
    assert_eq!(answered, 2000, "some were neither answered nor refused");
    assert!(open <= 500.0, "{open} connections were open");
    // In a debug build, with a thread for each connection and one for each that asks its upstream.
    let bound = 500 * MEBIBYTE / 4;
    let grown = most - before;
    assert!(grown < bound, "grew by {} MiB", grown / MEBIBYTE);
    service.assert_serves();
    came_to(
        "2,000 connections where 500 may be open",
        format!(
            "{answered} answered, at most {open} open, {} MiB more",
            grown / MEBIBYTE
        ),
    );
}

#[test]
fn refuses_requests_over_the_limit_at_once() {
    let hanging = upstream(None, "");
    let upstreams = format!("--upstreams=http://{hanging}/");
    let service = Service::start(&[&upstreams, "--upstream-timeout=1m", "--max-in-flight=2"]);
    let mut held: Vec<_> = (0..2).map(|_| service.connect()).collect();
    for stream in &mut held {
        stream
            .write_all(b"GET /aggregate HTTP/1.1\r\nhost: test\r\n\r\n")
            .unwrap();
    }
    service.wait_for_metric("http_requests_in_flight", "2");
    let refused = get(service.public, "/");
    assert_eq!(refused.status, 503);
    assert!(
        refused.head.contains("retry-after: 1\r\n"),
        "{}",
        refused.head
    );
    assert!(service.metric("http_requests_shed_total") >= 1.0);
    assert_eq!(get(service.admin, "/livez").status, 200);
    came_to("a request beyond those in flight", refused.status);
}

#[test]
fn refuses_heads_over_the_limits() {
    let mut service = Service::start(&["--max-uri=100"]);
    let path = "/".repeat(101);
    assert_eq!(get(service.public, &path).status, 414);
    assert_eq!(
        get(service.public, &format!("/?{}", "q".repeat(99))).status,
        414
    );
    let many = "x: y\r\n".repeat(101);
    let large = format!("x: {}\r\n", "y".repeat(20_000));
    for headers in [many, large] {
        let request = format!("GET / HTTP/1.1\r\nhost: test\r\n{headers}\r\n");
        assert_eq!(ask(&mut service.connect(), &request).status, 431);
    }
    service.assert_serves();
    came_to("long paths, many and large headers", "414, 431");
}

#[test]
fn refuses_a_body_over_the_limit_before_it_is_sent() {
    let service = Service::start(&["--max-body=10"]);
    let head =
        "POST /digest HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\ncontent-length: 11\r\n\r\n";
    assert_eq!(ask(&mut service.connect(), head).status, 413);
    came_to("a body over the limit", "413 before it is sent");
}

#[test]
fn a_large_body_takes_little_memory() {
    let service = Service::start(&[
        "--digest-rounds=1",
        "--max-body=67108864",
        "--body-timeout=2m",
    ]);
    let before = service.resident();
    let mut stream = service.connect();
    let length = 64 * MEBIBYTE;
    let head = format!("POST /digest HTTP/1.1\r\nhost: test\r\ncontent-length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    for _ in 0..length / MEBIBYTE {
        stream.write_all(&[b'x'; MEBIBYTE as usize]).unwrap();
    }
    assert_eq!(answer(&mut stream).expect("an answer").status, 200);
    let grown = service.resident().saturating_sub(before) / MEBIBYTE;
    assert!(grown < 16, "grew by {grown} MiB");
    came_to("a body of 64 MiB", format!("200, {grown} MiB more"));
}

/// Requests whose end two readers could see in different places. What would be the next request to one of
/// them must never be answered; the request itself only where the standard says how it is to be read.
#[test]
fn refuses_requests_of_which_the_end_is_in_doubt() {
    let mut service = Service::start(&["--digest-rounds=1"]);
    let hidden = "GET /hidden HTTP/1.1\r\nhost: test\r\n\r\n";
    for framing in [
        "content-length: 4\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding: chunked\r\ncontent-length: 4\r\n",
        "content-length: 4\r\ncontent-length: 5\r\n",
        "content-length: 4, 5\r\n",
        "content-length: +4\r\n",
        "content-length: -4\r\n",
        "content-length: 0x4\r\n",
        "content-length: 99999999999999999999999\r\n",
        "content-length : 4\r\n",
        "content-length\x0b: 4\r\n",
        "transfer-encoding: xchunked\r\n",
        "transfer-encoding: chunked, identity\r\n",
        "transfer-encoding: identity\r\n",
        "transfer-encoding : chunked\r\n",
        "transfer-encoding:\r\n chunked\r\n",
        "x: y\r\n transfer-encoding: chunked\r\n",
    ] {
        let request =
            format!("POST /digest HTTP/1.1\r\nhost: test\r\n{framing}\r\n0\r\n\r\n{hidden}");
        let first = last_answer(&service, &request);
        let is_chunked =
            framing.contains("length: 4\r\n") && framing.contains("coding: chunked\r\n");
        assert!(
            is_chunked || is_refusal(first),
            "{framing:?} was answered {first:?}"
        );
    }
    service.assert_serves();
    came_to("16 shapes of request smuggling", "nothing hidden answered");
}

/// The status of the answer, if there is one; nothing that follows the request is answered.
fn last_answer(service: &Service, request: &str) -> Option<u16> {
    let mut stream = service.connect();
    stream.write_all(request.as_bytes()).unwrap();
    let status = answer(&mut stream).map(|answer| answer.status);
    assert!(
        answer(&mut stream).is_none(),
        "{request:?}: what follows it was answered, or the connection stays open"
    );
    status
}

fn is_refusal(status: Option<u16>) -> bool {
    status.is_none_or(|status| (400..600).contains(&status))
}

#[test]
fn refuses_chunks_that_are_none() {
    let mut service = Service::start(&["--digest-rounds=1"]);
    for chunks in [
        "g\r\nx\r\n0\r\n\r\n",
        "-1\r\nx\r\n0\r\n\r\n",
        "ffffffffffffffffff\r\nx\r\n0\r\n\r\n",
        "1\r\nxy\r\n0\r\n\r\n",
        "\r\n\r\n\r\n",
    ] {
        let request = format!(
            "POST /digest HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n{chunks}"
        );
        let answered = last_answer(&service, &request);
        assert!(is_refusal(answered), "{chunks:?} was answered {answered:?}");
    }
    service.assert_serves();
    came_to("broken chunks", "refused");
}

#[test]
fn takes_no_harm_from_bytes_that_are_no_text() {
    let mut service = Service::start(&["--log-level=debug"]);
    for request in [
        &b"GET /\xff\xfe HTTP/1.1\r\nhost: test\r\n\r\n"[..],
        b"GET /%ff%00 HTTP/1.1\r\nhost: test\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: test\r\nx-request-id: \xff\xfe\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: \xc0\xaf\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: test\r\nx: a\0b\r\n\r\n",
        b"G\0T / HTTP/1.1\r\nhost: test\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ] {
        let mut stream = service.connect();
        stream.write_all(request).unwrap();
        let _ = stream.shutdown(Shutdown::Write);
        let status = answer(&mut stream).map(|answer| answer.status);
        assert!(
            status.is_none_or(|status| matches!(status, 200 | 400 | 404)),
            "{status:?} for {:?}",
            String::from_utf8_lossy(request)
        );
    }
    service.assert_serves();
    came_to("bytes that are no text", "refused or answered");
}

#[test]
fn cuts_off_a_client_that_never_reads() {
    let mut service = Service::start(&["--write-timeout=500ms", "--idle-timeout=1m"]);
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    socket.connect(&service.public.into()).unwrap();
    let mut deaf = TcpStream::from(socket);
    deaf.set_write_timeout(Some(Duration::from_millis(200)))
        .unwrap();
    let started = Instant::now();
    let many = GET.repeat(100);
    // Writes stall once all buffers are full, and fail for good once the service has closed.
    loop {
        match deaf.write(many.as_bytes()) {
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(_) => break,
        }
        assert!(started.elapsed() < PATIENCE, "never cut off");
    }
    service.assert_serves();
    service.wait_for_metric("http_connections", "0");
    came_to("a client that never reads", "cut off");
}

#[test]
fn a_handler_that_panics_harms_no_other_request() {
    if !cfg!(debug_assertions) {
        return eprintln!("SKIPPED: only a debug build has a route that panics");
    }
    let mut service = Service::start(&[]);
    let mut stream = connect(service.admin);
    let request = "GET /panic HTTP/1.1\r\nhost: test\r\nx-request-id: the-one\r\n\r\n";
    assert_eq!(ask(&mut stream, request).status, 500);
    let next = ask(&mut stream, "GET /livez HTTP/1.1\r\nhost: test\r\n\r\n");
    assert_eq!(next.status, 200, "the connection did not survive");
    assert!(service.metric("http_handler_panics_total") == 1.0);
    wait_until("the log tells of it", || {
        let log = service.log.lock().unwrap();
        let line = log.lines().find(|line| line.contains("as asked"));
        line.is_some_and(|line| line.contains("the-one") && line.contains("src/app.rs"))
    });
    service.assert_serves();
    came_to("a handler that panics", "500, the next request 200");
}

#[test]
fn tries_again_and_tells_how_often() {
    let flaky = upstream_that(|number, mut stream| {
        let answer: &[u8] = match number {
            0 => b"",
            1 => b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n",
            _ => b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
        };
        let _ = stream.write_all(answer);
    });
    let upstreams = format!("--upstreams=http://{flaky}/");
    let service = Service::start(&[
        &upstreams,
        "--upstream-backoff=5ms",
        "--upstream-timeout=10s",
    ]);
    let report: Value = serde_json::from_str(&get(service.public, "/aggregate").body).unwrap();
    assert_eq!(report["complete"], true, "{report}");
    assert_eq!(report["upstreams"][0]["tries"], 3, "{report}");
}

#[test]
fn takes_no_harm_from_upstreams_that_reset_hang_or_never_end() {
    let resetting = upstream_that(|_, stream| {
        let _ = SockRef::from(&stream).set_linger(Some(Duration::ZERO));
    });
    let endless = upstream_that(|_, mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b'x'; 1 << 16]).is_ok() {}
    });
    let dripping = upstream_that(|_, mut stream| {
        while stream.write_all(b"H").is_ok() {
            thread::sleep(Duration::from_millis(50));
        }
    });
    let babbling = upstream_that(|_, mut stream| {
        let _ = stream.write_all(b"\x00\x01\x02 no http at all\r\n\r\n");
    });
    let hanging = upstream(None, "");
    let all = [resetting, endless, dripping, babbling, hanging];
    let addresses: Vec<_> = all
        .iter()
        .map(|address| format!("http://{address}/"))
        .collect();
    let upstreams = format!("--upstreams={}", addresses.join(","));
    let mut service = Service::start(&[
        &upstreams,
        "--upstream-timeout=1s",
        "--upstream-backoff=5ms",
    ]);
    let before = service.resident();
    let started = Instant::now();
    let answer = get(service.public, "/aggregate");
    let took = started.elapsed();
    assert!(took < Duration::from_secs(10), "took {took:?}");
    assert_eq!(answer.status, 502, "{answer:?}");
    let report: Value = serde_json::from_str(&answer.body).unwrap();
    for (upstream, name) in ["resetting", "endless", "dripping", "babbling", "hanging"]
        .iter()
        .enumerate()
    {
        assert!(
            report["upstreams"][upstream]["error"].is_string(),
            "{name}: {report}"
        );
    }
    let grown = service.resident().saturating_sub(before) / MEBIBYTE;
    assert!(grown < 32, "grew by {grown} MiB");
    service.assert_serves();
    came_to(
        "upstreams that reset, hang, drip, babble, never end",
        format!("502 after {:.1} s, {grown} MiB more", took.as_secs_f64()),
    );
}

#[test]
fn tells_where_its_time_goes_when_that_is_wanted() {
    let off = Service::start(&[]);
    assert_eq!(get(off.admin, "/profile").status, 404);
    let service = Service::start(&["--profile-time=500ms", "--digest-rounds=300000"]);
    let address = service.public;
    // A machine with much else to do may give the computation no time while it is looked at.
    wait_until("the profile names what computes", || {
        let busy = thread::spawn(move || post(address, "/digest", "x"));
        let profile = get(service.admin, "/profile");
        busy.join().unwrap();
        assert_eq!(profile.status, 200);
        let mut stacks = profile.body.lines();
        for stack in stacks.clone() {
            let seen = stack
                .rsplit(' ')
                .next()
                .and_then(|seen| seen.parse::<u32>().ok());
            assert!(seen.is_some(), "no number in `{stack}`");
        }
        stacks.any(|stack| stack.contains("sha2") || stack.contains("digest"))
    });
}

/// Numbers without a pattern, the same each time: a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        // The constants of Knuth's MMIX generator; the high bits are the better ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn pick<'a>(&mut self, from: &[&'a [u8]]) -> &'a [u8] {
        from[self.roll() as usize % from.len()]
    }
}

#[test]
fn random_bytes_neither_end_it_nor_make_it_grow() {
    let seconds = std::env::var("ATTACK_SECONDS").map_or(3, |text| text.parse().expect("a number"));
    let mut service = Service::start(&[
        "--head-timeout=200ms",
        "--body-timeout=200ms",
        "--digest-rounds=1",
        "--max-connections=64",
    ]);
    let address = service.public;
    let until = Instant::now() + Duration::from_secs(seconds);
    let attackers: Vec<_> = (0..8)
        .map(|seed| thread::spawn(move || attack(address, seed, until)))
        .collect();
    thread::sleep(Duration::from_secs(1));
    let early = service.resident();
    let sent: u64 = attackers
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .sum();
    wait_until("all connections end", || {
        service.metric("http_connections") == 0.0
    });
    let grown = service.resident().saturating_sub(early) / MEBIBYTE;
    assert!(sent > 100, "only {sent} connections were tried");
    assert!(grown < 16, "grew by {grown} MiB over {sent} connections");
    service.assert_serves();
    came_to(
        "random bytes",
        format!("{sent} connections in {seconds} s, {grown} MiB more"),
    );
}

/// Sends random bytes, and words of HTTP in a random order, which get further.
fn attack(address: SocketAddr, seed: u64, until: Instant) -> u64 {
    const WORDS: &[&[u8]] = &[
        b"GET ",
        b"POST ",
        b"/ ",
        b"/digest ",
        b"/aggregate ",
        b"HTTP/1.1\r\n",
        b"HTTP/1.0\r\n",
        b"host: test\r\n",
        b"content-length: ",
        b"transfer-encoding: chunked\r\n",
        b"expect: 100-continue\r\n",
        b"connection: close\r\n",
        b"connection: upgrade\r\n",
        b"upgrade: h2c\r\n",
        b"\r\n",
        b"\r\n\r\n",
        b"\n",
        b"0\r\n\r\n",
        b"5\r\n",
        b"hello",
        b"\0",
        b"\xff",
        b": ",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ];
    let mut dice = Dice(seed);
    let mut sent = 0;
    while Instant::now() < until {
        let Ok(mut stream) = TcpStream::connect(address) else {
            continue;
        };
        sent += 1;
        let _ = stream.set_read_timeout(Some(Duration::from_millis(20)));
        let _ = stream.set_write_timeout(Some(Duration::from_millis(200)));
        for _ in 0..dice.roll() % 30 {
            let noise: Vec<u8> = (0..dice.roll() % 40).map(|_| dice.roll() as u8).collect();
            let bytes = if dice.roll().is_multiple_of(4) {
                &noise
            } else {
                dice.pick(WORDS)
            };
            if stream.write_all(bytes).is_err() {
                break;
            }
        }
        if dice.roll().is_multiple_of(2) {
            let _ = stream.read(&mut [0; 256]);
        }
    }
    sent
}
