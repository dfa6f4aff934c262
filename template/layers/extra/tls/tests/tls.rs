//! TLS from outside: a real client, certificates made for each test.

#[allow(dead_code, reason = "not all of it is of use here")]
#[path = "service/harness.rs"]
mod harness;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use harness::{PATIENCE, Service, command, connect, get, upstream, wait_until};
use rustix::process::Signal;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

const GET: &str = "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

/// A folder with a certificate for localhost, removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let name = format!("{}-{test}-{}", env!("CARGO_PKG_NAME"), std::process::id());
        let folder = Self(std::env::temp_dir().join(name));
        fs::create_dir_all(&folder.0).unwrap();
        folder
    }

    /// Puts a fresh certificate and its key there.
    fn certify(&self) -> CertificateDer<'static> {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        fs::write(self.0.join("tls.crt"), made.cert.pem()).unwrap();
        fs::write(self.0.join("tls.key"), made.signing_key.serialize_pem()).unwrap();
        made.cert.der().clone()
    }

    fn flag(&self) -> String {
        format!("--tls={}", self.0.display())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

type Secured = StreamOwned<ClientConnection, TcpStream>;

/// A client that trusts this certificate only.
fn secured(service: &Service, trusted: &CertificateDer<'static>) -> Secured {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let session = ClientConnection::new(Arc::new(config), name).unwrap();
    StreamOwned::new(session, service.connect())
}

fn ask(stream: &mut Secured, request: &str) -> std::io::Result<String> {
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

#[test]
fn answers_over_tls_and_ends_connections_cleanly() {
    let folder = Folder::new("answers");
    let certificate = folder.certify();
    let service = Service::start(&[&folder.flag()]);
    // `read_to_string` fails where the end is not announced, as an attacker would end it.
    let answer = ask(&mut secured(&service, &certificate), GET).expect("a clean end");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.ends_with("hello\n"), "{answer}");
    assert_eq!(
        get(service.admin, "/livez").status,
        200,
        "probes stay plain"
    );
}

#[test]
fn takes_a_large_body() {
    let folder = Folder::new("large");
    let certificate = folder.certify();
    let service = Service::start(&[&folder.flag(), "--digest-rounds=1", "--max-body=3000000"]);
    let body = "x".repeat(3_000_000);
    let request = format!(
        "POST /digest HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 3000000\r\n\r\n{body}"
    );
    let answer = ask(&mut secured(&service, &certificate), &request).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[test]
fn who_speaks_no_tls_gets_no_answer_and_does_no_harm() {
    let folder = Folder::new("plain");
    let certificate = folder.certify();
    let service = Service::start(&[&folder.flag()]);
    for bytes in [GET.as_bytes(), &[0; 5000], b"\x16\x03\x01\xff\xff"] {
        let mut plain = service.connect();
        plain.write_all(bytes).unwrap();
        // Refused where the service has hung up before, with a reset.
        let _ = plain.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _ = plain.read_to_end(&mut answer);
        assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
    }
    assert!(ask(&mut secured(&service, &certificate), GET).is_ok());
}

#[test]
fn cuts_off_a_handshake_that_does_not_go_on() {
    let folder = Folder::new("slow");
    folder.certify();
    let service = Service::start(&[&folder.flag(), "--head-timeout=300ms"]);
    let mut stalled = connect(service.public);
    stalled.write_all(b"\x16\x03\x01\x02\x00\x01\x00").unwrap();
    let started = Instant::now();
    let _ = stalled.read(&mut [0; 64]);
    assert!(started.elapsed() < PATIENCE / 2, "never cut off");
}

#[test]
fn reads_the_certificate_anew_at_sighup() {
    let folder = Folder::new("renew");
    let old = folder.certify();
    let mut service = Service::start(&[&folder.flag()]);
    assert!(ask(&mut secured(&service, &old), GET).is_ok());

    let new = folder.certify();
    service.signal(Signal::HUP);
    wait_until("the new certificate is in force", || {
        ask(&mut secured(&service, &new), GET).is_ok()
    });
    assert!(ask(&mut secured(&service, &old), GET).is_err());

    fs::write(folder.0.join("tls.crt"), "no certificate").unwrap();
    service.signal(Signal::HUP);
    wait_until("it says that it keeps the former one", || {
        service.log.lock().unwrap().contains("stays in force")
    });
    assert!(ask(&mut secured(&service, &new), GET).is_ok());

    service.signal(Signal::TERM);
    assert_eq!(service.ended_within(Duration::from_secs(5)).code(), Some(0));
}

#[test]
fn finishes_what_is_under_way_when_told_to_stop() {
    let folder = Folder::new("stop");
    let certificate = folder.certify();
    let slow = upstream(Some(Duration::from_secs(1)), "late");
    let upstreams = format!("--upstreams=http://{slow}/");
    let mut service = Service::start(&[&folder.flag(), &upstreams, "--upstream-timeout=10s"]);
    let mut stream = secured(&service, &certificate);
    stream
        .write_all(b"GET /aggregate HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .unwrap();
    service.wait_for_metric("http_requests_in_flight", "1");
    service.signal(Signal::TERM);
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("a clean end");
    assert!(answer.contains("\"complete\":true"), "{answer}");
    assert_eq!(service.ended_within(PATIENCE).code(), Some(0));
}

#[test]
fn does_not_start_without_its_certificate() {
    let folder = Folder::new("missing");
    let flags = ["--listen=127.0.0.1:0", "--admin-listen=127.0.0.1:0"];
    let output = command().args(flags).arg(folder.flag()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("tls.crt"), "{said}");
}
