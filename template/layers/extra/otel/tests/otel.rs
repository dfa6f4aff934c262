//! Traces and metrics as a collector receives them: OTLP over HTTP, in protobuf.

#[allow(dead_code, reason = "not all of it is of use here")]
#[path = "service/harness.rs"]
mod harness;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use harness::{PATIENCE, Service, ask, get, upstream};
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use rustix::process::Signal;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

/// What came in a request: its path, its head in small letters, its body.
type Came = (String, String, Vec<u8>);

/// Takes requests for ever, answers each and passes it on.
fn receiver() -> (SocketAddr, Receiver<Came>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (pass, came) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, pass) = (stream.unwrap(), pass.clone());
            thread::spawn(move || {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                loop {
                    let mut head = String::new();
                    while !head.ends_with("\r\n\r\n") {
                        if reader.read_line(&mut head).unwrap_or(0) == 0 {
                            return;
                        }
                    }
                    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                    let head = head.to_lowercase();
                    let mut lines = head.lines();
                    let length = lines.find_map(|line| line.strip_prefix("content-length: "));
                    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
                    reader.read_exact(&mut body).unwrap();
                    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
                    if pass.send((path, head, body)).is_err() {
                        return;
                    }
                }
            });
        }
    });
    (address, came)
}

fn text<'a>(span: &'a Span, key: &str) -> Option<&'a str> {
    let value = span.attributes.iter().find(|one| one.key == key)?;
    match value.value.as_ref()?.value.as_ref()? {
        Value::StringValue(text) => Some(text),
        _ => None,
    }
}

fn spans(came: &[Came]) -> Vec<Span> {
    let bodies = came.iter().filter(|(path, ..)| path == "/v1/traces");
    let reports =
        bodies.map(|(.., body)| ExportTraceServiceRequest::decode(body.as_slice()).unwrap());
    let resources = reports.flat_map(|report| report.resource_spans);
    let scopes = resources.flat_map(|resource| resource.scope_spans);
    scopes.flat_map(|scope| scope.spans).collect()
}

#[test]
fn a_collector_receives_the_traces_and_the_metrics() {
    let (collector, came) = receiver();
    let (behind, asked) = receiver();
    let flags = [
        format!("--otlp=http://{collector}"),
        format!("--upstreams=http://{behind}/"),
        "--otlp-interval=200ms".to_owned(),
    ];
    let flags: Vec<_> = flags.iter().map(String::as_str).collect();
    let mut service = Service::start(&flags);
    let request = format!(
        "GET /aggregate HTTP/1.1\r\nhost: test\r\ntraceparent: 00-{TRACE}-b7ad6b7169203331-01\r\n\r\n"
    );
    assert_eq!(ask(&mut service.connect(), &request).status, 200);
    assert_eq!(get(service.public, "/nowhere").status, 404);

    let (_, head, _) = asked.recv_timeout(PATIENCE).expect("the upstream is asked");
    assert!(
        head.contains(&format!("traceparent: 00-{TRACE}-")),
        "{head}"
    );

    // What was not sent yet is sent at the end.
    service.signal(Signal::TERM);
    assert_eq!(service.ended_within(PATIENCE).code(), Some(0));
    let came: Vec<_> = came.try_iter().collect();
    let spans = spans(&came);
    let find = |name: &str| spans.iter().find(|span| span.name == name);
    let aggregate = find("GET /aggregate").expect("a span of the request");
    let trace: String = aggregate
        .trace_id
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(trace, TRACE);
    assert_eq!(text(aggregate, "http.route"), Some("/aggregate"));
    let inner = find("ask").expect("a span of the upstream");
    assert_eq!(inner.parent_span_id, aggregate.span_id);
    assert!(find("GET unknown").is_some(), "{spans:?}");

    let numbers = came.iter().filter(|(path, ..)| path == "/v1/metrics");
    let reports =
        numbers.map(|(.., body)| ExportMetricsServiceRequest::decode(body.as_slice()).unwrap());
    let resources = reports.flat_map(|report| report.resource_metrics);
    let scopes = resources.flat_map(|resource| resource.scope_metrics);
    let names: Vec<_> = scopes
        .flat_map(|scope| scope.metrics)
        .map(|metric| metric.name)
        .collect();
    for name in [
        "http.server.request.duration",
        "http.server.active_requests",
        "http.server.requests.shed",
    ] {
        assert!(
            names.iter().any(|one| one == name),
            "no {name} in {names:?}"
        );
    }
}

#[test]
fn a_collector_that_is_gone_or_hangs_holds_nothing_up() {
    let gone = "127.0.0.1:1".parse().unwrap();
    for collector in [gone, upstream(None, "")] {
        let mut service = Service::start(&[&format!("--otlp=http://{collector}")]);
        for _ in 0..20 {
            let started = Instant::now();
            assert_eq!(get(service.public, "/").status, 200);
            assert!(started.elapsed() < PATIENCE / 4);
        }
        service.signal(Signal::TERM);
        assert_eq!(
            service.ended_within(Duration::from_secs(10)).code(),
            Some(0)
        );
    }
}
