//! The service from outside: its program, real sockets, real signals. The same tests for every model.

mod attacks;
mod harness;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Output;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::Value;

use harness::{PATIENCE, Service, answer, ask, came_to, command, get, post, upstream, wait_until};

#[test]
fn answers_its_routes() {
    let service = Service::start(&["--digest-rounds=1"]);
    let hello = get(service.public, "/");
    assert_eq!((hello.status, hello.body.as_str()), (200, "hello\n"));
    let digest = post(service.public, "/digest", "abc");
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n";
    assert_eq!((digest.status, digest.body.as_str()), (200, abc));
    assert_eq!(get(service.public, "/nowhere").status, 404);
    let wrong = get(service.public, "/digest");
    assert_eq!(wrong.status, 405);
    assert!(wrong.head.contains("allow: post\r\n"), "{}", wrong.head);
}

#[test]
fn keeps_probes_and_metrics_apart_from_traffic() {
    let service = Service::start(&[]);
    assert_eq!(get(service.admin, "/livez").status, 200);
    // It listens a moment before its start is over.
    wait_until("ready", || get(service.admin, "/readyz").status == 200);
    assert_eq!(get(service.public, "/").status, 200);
    let metrics = get(service.admin, "/metrics").body;
    assert!(
        metrics.contains("http_requests_total{route=\"/\",status=\"200\"} 1\n"),
        "{metrics}"
    );
    assert_eq!(get(service.public, "/metrics").status, 404);
    assert_eq!(get(service.public, "/livez").status, 404);
}

#[test]
fn passes_a_sound_request_id_on_and_makes_one_otherwise() {
    let service = Service::start(&[]);
    let given = "GET / HTTP/1.1\r\nhost: test\r\nx-request-id: mine-7\r\n\r\n";
    assert!(
        ask(&mut service.connect(), given)
            .head
            .contains("x-request-id: mine-7\r\n")
    );
    let forged = "GET / HTTP/1.1\r\nhost: test\r\nx-request-id: a b\r\n\r\n";
    let made = ask(&mut service.connect(), forged).head;
    assert!(
        made.contains("x-request-id: ") && !made.contains("a b"),
        "{made}"
    );
}

#[test]
fn serves_many_requests_of_one_connection_and_pipelined_ones() {
    let service = Service::start(&[]);
    let mut stream = service.connect();
    for _ in 0..3 {
        assert_eq!(
            ask(&mut stream, "GET / HTTP/1.1\r\nhost: test\r\n\r\n").status,
            200
        );
    }
    let two = "GET / HTTP/1.1\r\nhost: test\r\n\r\nGET /nowhere HTTP/1.1\r\nhost: test\r\n\r\n";
    assert_eq!(ask(&mut stream, two).status, 200);
    assert_eq!(answer(&mut stream).expect("the second answer").status, 404);
}

#[test]
fn asks_upstreams_at_the_same_time_and_reports_what_is_known() {
    let slow = upstream(Some(Duration::from_millis(600)), "good");
    let hanging = upstream(None, "");
    let large = upstream(Some(Duration::ZERO), "more than sixteen bytes");
    let addresses = format!("http://{slow}/a,http://{slow}/b,http://{hanging}/,http://{large}/");
    let upstreams = format!("--upstreams={addresses}");
    let limits = [
        "--upstream-timeout=1500ms",
        "--upstream-max-body=16",
        &upstreams,
    ];
    let service = Service::start(&limits);
    let started = Instant::now();
    let answer = get(service.public, "/aggregate");
    let took = started.elapsed();
    assert_eq!(answer.status, 200);
    let report: Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(report["complete"], false);
    let upstreams = report["upstreams"].as_array().expect("a list");
    assert_eq!(upstreams.len(), 4);
    for good in &upstreams[..2] {
        assert_eq!(
            (&good["status"], &good["bytes"]),
            (&200.into(), &4.into()),
            "{answer:?}"
        );
    }
    assert!(upstreams[2]["error"].is_string(), "{answer:?}");
    assert!(upstreams[3]["error"].is_string(), "{answer:?}");
    // One after the other they would take 600 + 600 + 1500 ms.
    assert!(took < Duration::from_millis(2600), "took {took:?}");
}

#[test]
fn says_502_when_no_upstream_answers() {
    let service = Service::start(&["--upstreams=http://127.0.0.1:1/"]);
    assert_eq!(get(service.public, "/aggregate").status, 502);
}

#[test]
fn refuses_a_body_over_the_limit() {
    let service = Service::start(&["--max-body=10"]);
    assert_eq!(post(service.public, "/digest", "0123456789").status, 200);
    assert_eq!(post(service.public, "/digest", "0123456789a").status, 413);
    let chunked = "POST /digest HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n\
                   8\r\n01234567\r\n8\r\n01234567\r\n0\r\n\r\n";
    assert_eq!(ask(&mut service.connect(), chunked).status, 413);
}

#[test]
fn takes_a_large_body_after_100_continue() {
    let service = Service::start(&["--digest-rounds=1", "--max-body=2097152"]);
    let mut stream = service.connect();
    let head = "POST /digest HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\ncontent-length: 2097152\r\n\r\n";
    assert_eq!(ask(&mut stream, head).status, 100);
    stream.write_all(&vec![b'x'; 2_097_152]).unwrap();
    assert_eq!(answer(&mut stream).expect("an answer").status, 200);
}

#[test]
fn refuses_malformed_requests() {
    let service = Service::start(&[]);
    for malformed in [
        "\r\n\r\nnot http\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
    ] {
        assert_eq!(
            ask(&mut service.connect(), malformed).status,
            400,
            "{malformed:?}"
        );
    }
    assert_eq!(get(service.public, "/").status, 200);
}

#[test]
fn cuts_off_a_head_that_drips() {
    let service = Service::start(&["--head-timeout=300ms"]);
    let mut stream = service.connect();
    let started = Instant::now();
    // Each byte is in time; the whole head is not.
    while started.elapsed() < PATIENCE && stream.write_all(b"G").is_ok() {
        thread::sleep(Duration::from_millis(50));
    }
    assert!(started.elapsed() < PATIENCE, "never cut off");
    came_to("a head that drips", "cut off");
}

#[test]
fn cuts_off_a_connection_that_never_asks() {
    let service = Service::start(&["--head-timeout=200ms"]);
    assert!(answer(&mut service.connect()).is_none());
    service.wait_for_metric("http_connections", "0");
}

#[test]
fn cuts_off_a_body_that_does_not_come() {
    let service = Service::start(&["--body-timeout=200ms"]);
    let mut stream = service.connect();
    stream
        .write_all(b"POST /digest HTTP/1.1\r\nhost: test\r\ncontent-length: 5\r\n\r\nab")
        .unwrap();
    assert!(answer(&mut stream).is_none_or(|answer| answer.status >= 400));
    assert!(answer(&mut stream).is_none(), "the connection stays open");
    came_to("a body that does not come", "cut off");
}

#[test]
fn closes_an_idle_connection_but_not_before_its_time() {
    let service = Service::start(&["--idle-timeout=800ms", "--head-timeout=200ms"]);
    let mut stream = service.connect();
    assert_eq!(
        ask(&mut stream, "GET / HTTP/1.1\r\nhost: test\r\n\r\n").status,
        200
    );
    thread::sleep(Duration::from_millis(400)); // longer than a head may take
    assert_eq!(
        ask(&mut stream, "GET / HTTP/1.1\r\nhost: test\r\n\r\n").status,
        200
    );
    assert!(answer(&mut stream).is_none());
}

#[test]
fn connections_over_the_limit_wait_for_a_free_place() {
    let service = Service::start(&["--max-connections=2"]);
    let request = "GET / HTTP/1.1\r\nhost: test\r\n\r\n";
    let (mut first, mut second, mut third) =
        (service.connect(), service.connect(), service.connect());
    assert_eq!(ask(&mut first, request).status, 200);
    assert_eq!(ask(&mut second, request).status, 200);
    third.write_all(request.as_bytes()).unwrap();
    third
        .set_read_timeout(Some(Duration::from_millis(300)))
        .unwrap();
    assert!(third.read(&mut [0]).is_err(), "answered over the limit");
    drop(first);
    third.set_read_timeout(Some(PATIENCE)).unwrap();
    assert_eq!(answer(&mut third).expect("an answer").status, 200);
}

#[test]
fn sheds_computations_over_the_limit() {
    let service = Service::start(&["--cpu-queue=0", "--digest-rounds=300000"]);
    let threads = thread::available_parallelism().unwrap().get() + 8;
    let asking: Vec<_> = (0..threads)
        .map(|_| {
            let address = service.public;
            thread::spawn(move || post(address, "/digest", "x"))
        })
        .collect();
    let answers: Vec<_> = asking
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .collect();
    assert!(
        answers.iter().any(|answer| answer.status == 200),
        "{answers:?}"
    );
    let shed: Vec<_> = answers
        .iter()
        .filter(|answer| answer.status == 503)
        .collect();
    assert!(!shed.is_empty(), "{answers:?}");
    assert!(
        shed.iter()
            .all(|answer| answer.head.contains("retry-after: 1\r\n")),
        "{answers:?}"
    );
}

#[test]
fn tells_how_many_computations_wait() {
    let service = Service::start(&["--digest-rounds=300000"]);
    assert_eq!(service.metric("cpu_jobs_waiting"), 0.0);
    let cores = thread::available_parallelism().unwrap().get();
    let mut asking: Vec<_> = (0..cores + 3).map(|_| service.connect()).collect();
    for stream in &mut asking {
        let request = "POST /digest HTTP/1.1\r\nhost: test\r\ncontent-length: 1\r\n\r\nx";
        stream.write_all(request.as_bytes()).unwrap();
    }
    service.wait_for_metric("cpu_jobs_waiting", "3");
    assert_eq!(service.metric("cpu_jobs"), cores as f64 + 3.0);
    for stream in &mut asking {
        assert_eq!(answer(stream).expect("an answer").status, 200);
    }
    service.wait_for_metric("cpu_jobs_waiting", "0");
}

#[test]
fn answers_for_a_handler_that_takes_too_long() {
    let hanging = upstream(None, "");
    let flags = [
        &format!("--upstreams=http://{hanging}/"),
        "--upstream-timeout=1m",
        "--handler-timeout=300ms",
    ];
    let help = command().arg("--help").output().unwrap().stdout;
    if !String::from_utf8_lossy(&help).contains("--handler-timeout") {
        // A thread cannot be stopped: what it waits for has a time of its own, as `upstream-timeout`.
        let refused = command().args(flags).output().unwrap();
        return assert_eq!(refused.status.code(), Some(2));
    }
    let mut service = Service::start(&flags);
    let late = get(service.public, "/aggregate");
    assert_eq!(late.status, 503, "{late:?}");
    assert!(late.head.contains("retry-after: 1\r\n"), "{late:?}");
    assert_eq!(service.metric("http_handler_timeouts_total"), 1.0);
    service.wait_for_metric("http_requests_in_flight", "0");
    service.assert_serves();
}

#[test]
fn finishes_what_is_under_way_when_told_to_stop() {
    for signal in [Signal::TERM, Signal::INT] {
        let slow = upstream(Some(Duration::from_millis(1200)), "late");
        let upstreams = format!("--upstreams=http://{slow}/");
        let mut service = Service::start(&[&upstreams, "--upstream-timeout=10s"]);
        let mut idle = service.connect();
        assert_eq!(
            ask(&mut idle, "GET / HTTP/1.1\r\nhost: test\r\n\r\n").status,
            200
        );
        let mut half = service.connect();
        half.write_all(b"GET / HT").unwrap();
        let mut stream = service.connect();
        stream
            .write_all(b"GET /aggregate HTTP/1.1\r\nhost: test\r\n\r\n")
            .unwrap();
        service.wait_for_metric("http_requests_in_flight", "1");

        service.signal(signal);
        wait_until("not ready", || get(service.admin, "/readyz").status == 503);
        let last = answer(&mut stream).expect("the request under way is answered");
        assert_eq!(last.status, 200);
        assert!(last.body.contains("\"complete\":true"), "{}", last.body);
        assert!(answer(&mut idle).is_none());
        assert_eq!(service.ended_within(Duration::from_secs(5)).code(), Some(0));
    }
}

#[test]
fn still_accepts_while_load_balancers_look_away() {
    let mut service = Service::start(&["--drain-wait=1s"]);
    // Before its start is over it is not ready either.
    wait_until("ready", || get(service.admin, "/readyz").status == 200);
    service.signal(Signal::TERM);
    wait_until("not ready", || get(service.admin, "/readyz").status == 503);
    assert_eq!(get(service.public, "/").status, 200);
    assert_eq!(service.ended_within(PATIENCE).code(), Some(0));
}

#[test]
fn half_a_head_and_idle_connections_do_not_hold_the_exit() {
    let mut service = Service::start(&[]);
    let mut idle = service.connect();
    assert_eq!(
        ask(&mut idle, "GET / HTTP/1.1\r\nhost: test\r\n\r\n").status,
        200
    );
    let mut half = service.connect();
    half.write_all(b"GET / HTTP/1.1\r\nhost: te").unwrap();
    let _silent = service.connect();
    service.wait_for_metric("http_connections", "3");
    service.signal(Signal::TERM);
    let signalled = Instant::now();
    assert_eq!(service.ended_within(Duration::from_secs(5)).code(), Some(0));
    let took = signalled.elapsed().as_secs_f64();
    came_to(
        "SIGTERM with idle, silent and half-sent connections",
        format!("exit code 0 after {took:.1} s"),
    );
}

#[test]
fn says_so_when_the_deadline_cuts_work_off() {
    let hanging = upstream(None, "");
    let upstreams = format!("--upstreams=http://{hanging}/");
    let mut service = Service::start(&[
        &upstreams,
        "--upstream-timeout=30s",
        "--drain-timeout=300ms",
    ]);
    let mut stream = service.connect();
    stream
        .write_all(b"GET /aggregate HTTP/1.1\r\nhost: test\r\n\r\n")
        .unwrap();
    service.wait_for_metric("http_requests_in_flight", "1");
    service.signal(Signal::TERM);
    assert_eq!(service.ended_within(Duration::from_secs(5)).code(), Some(3));
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let mut service = Service::start(&["--drain-wait=1h"]);
    // Before its start is over it is not ready either.
    wait_until("ready", || get(service.admin, "/readyz").status == 200);
    service.signal(Signal::TERM);
    wait_until("not ready", || get(service.admin, "/readyz").status == 503);
    service.signal(Signal::TERM);
    assert_eq!(service.ended_within(PATIENCE).code(), Some(143));
    came_to("a second signal", "exit code 143");
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let file = std::env::temp_dir().join(format!(
        "{}-{}.toml",
        env!("CARGO_PKG_NAME"),
        std::process::id()
    ));
    fs::write(
        &file,
        "digest-rounds = 2\nmax-body = 2\nmax-connections = 2\n",
    )
    .unwrap();
    let printed = command()
        .arg("--config")
        .arg(&file)
        .env("APP_MAX_BODY", "3")
        .env("APP_MAX_CONNECTIONS", "3")
        .args(["--max-connections=4", "--print-config"])
        .output()
        .unwrap();
    // What is printed is a file that says the same.
    let text = String::from_utf8(printed.stdout).unwrap();
    for line in [
        "digest-rounds = 2",
        "max-body = 3",
        "max-connections = 4",
        "idle-timeout = \"1m\"",
    ] {
        assert!(
            text.lines().any(|printed| printed == line),
            "no `{line}` in {text}"
        );
    }
    fs::write(&file, &text).unwrap();
    let again = command()
        .arg("--config")
        .arg(&file)
        .arg("--print-config")
        .output()
        .unwrap();
    fs::remove_file(&file).unwrap();
    assert_eq!(String::from_utf8(again.stdout).unwrap(), text);
}

#[test]
fn refuses_a_wrong_configuration_by_the_keys_name() {
    let file = std::env::temp_dir().join(format!(
        "{}-{}-bad.toml",
        env!("CARGO_PKG_NAME"),
        std::process::id()
    ));
    let with_file = |text: &str| {
        fs::write(&file, text).unwrap();
        let output = command().arg("--config").arg(&file).output().unwrap();
        fs::remove_file(&file).unwrap();
        output
    };
    let refused = |output: Output, key: &str| {
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(key), "no `{key}` in {error}");
    };
    refused(with_file("max-conections = 1\n"), "max-conections");
    refused(with_file("max-connections = 0\n"), "max-connections");
    refused(with_file("max-connections = \n"), "TOML parse error");
    refused(
        command().env("APP_MAX_BODI", "1").output().unwrap(),
        "APP_MAX_BODI",
    );
    refused(
        command().env("APP_IDLE_TIMEOUT", "soon").output().unwrap(),
        "idle-timeout",
    );
    refused(
        command().arg("--log-level=loud").output().unwrap(),
        "log-level",
    );
    for upstream in ["ftp://host/", "http://user@host/", "http://host:99999/"] {
        let flag = format!("--upstreams={upstream}");
        refused(command().arg(flag).output().unwrap(), "upstreams");
    }
    refused(
        command().arg("--config=/does/not/exist").output().unwrap(),
        "/does/not/exist",
    );
}

#[test]
fn says_which_address_is_taken() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = command()
        .args(["--listen", &address, "--admin-listen=127.0.0.1:0"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains(&address));
}
