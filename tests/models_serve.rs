//! The programs of `docs/models` that serve, from outside: all are held to the same, which is what the template's
//! services do.

use std::io::Write;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use heddle_tests::command::{quietly, run};
use heddle_tests::kit::{self, kit};
use heddle_tests::models::{HELLO, Served, answer, answer_without_body, ask, command, serving};
use heddle_tests::project::{Project, ROWS, projects};
use heddle_tests::service::{Request, Service};

#[test]
fn answers_as_a_service_of_the_template_does() -> Result<()> {
    let row = *ROWS
        .iter()
        .find(|row| row.name() == "threaded")
        .context("a row")?;
    let folder = projects()?.join("test-models");
    let alone = kit::lock("test-models")?;
    let project = Project::generate(kit(), row, &[], &folder, "beside-models", &quietly)?;
    let service = Service::start(&project.build(&quietly)?)?;
    drop(alone);
    let asked = |path, body: Option<&'static str>| service.ask(Request { path, body });
    let (hello, alive) = (asked("/", None)?, asked("/livez", None)?);
    let (digest, nowhere, wrong) = (
        asked("/digest", Some("heddle"))?,
        asked("/nowhere", None)?,
        asked("/digest", None)?,
    );
    for model in serving() {
        let served = Served::start(model, &[])?;
        let same = |request: &str, expected: &heddle_tests::service::Answer| {
            let answer = served
                .ask(request)
                .with_context(|| format!("{model}: {request}"))?;
            ensure!(
                (answer.status, &answer.body) == (expected.status, &expected.body)
                    && answer.has("content-type: text/plain; charset=utf-8"),
                "{model}: {request}: {answer:?} instead of {expected:?}"
            );
            Ok(answer)
        };
        same(HELLO, &hello)?;
        same("GET /?a=b HTTP/1.1\r\nhost: test\r\n\r\n", &hello)?;
        same("GET /livez HTTP/1.1\r\nhost: test\r\n\r\n", &alive)?;
        same(&post("heddle"), &digest)?;
        let chunked = "POST /digest HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n\
                       4\r\nhedd\r\n2;x=y\r\nle\r\n0\r\n\r\n";
        same(chunked, &digest)?;
        same("GET /nowhere HTTP/1.1\r\nhost: test\r\n\r\n", &nowhere)?;
        let refused = same("GET /digest HTTP/1.1\r\nhost: test\r\n\r\n", &wrong)?;
        ensure!(refused.has("allow: post"), "{model}: {refused:?}");
    }
    service.terminate()
}

#[test]
fn answers_many_requests_of_one_connection_in_their_order() -> Result<()> {
    for model in serving() {
        let served = Served::start(model, &["--digest-rounds=1"])?;
        let mut stream = served.connect()?;
        for _ in 0..3 {
            ensure!(ask(&mut stream, HELLO)?.status == 200, "{model}");
        }
        // All at once: what computes first, what is a body of the one is no head of the next.
        let nowhere = "HEAD /nowhere HTTP/1.1\r\nhost: test\r\n\r\n";
        stream.write_all([&post("abc"), nowhere, HELLO, &post("")].concat().as_bytes())?;
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n";
        let digest = answer(&mut stream)?.context("the first")?;
        ensure!(digest.body == abc, "{model}: {digest:?}");
        let head = answer_without_body(&mut stream)?.context("the second")?;
        ensure!(
            head.status == 404 && head.has("content-length: 13"),
            "{model}: {head:?}"
        );
        let hello = answer(&mut stream)?.context("the third")?;
        ensure!(hello.body == "hello\n", "{model}: {hello:?}");
        let empty = answer(&mut stream)?.context("the fourth")?;
        ensure!(empty.body.starts_with("e3b0c442"), "{model}: {empty:?}");
    }
    Ok(())
}

#[test]
fn ends_a_connection_whose_client_wants_that() -> Result<()> {
    for model in serving() {
        let served = Served::start(model, &[])?;
        for last in [
            "GET / HTTP/1.1\r\nhost: test\r\nConnection: Close\r\n\r\n",
            "GET / HTTP/1.0\r\nhost: test\r\n\r\n",
        ] {
            let mut stream = served.connect()?;
            ensure!(ask(&mut stream, last)?.status == 200, "{model}");
            ensure!(answer(&mut stream)?.is_none(), "{model}: it stays open");
        }
    }
    Ok(())
}

#[test]
fn refuses_malformed_and_too_large_requests() -> Result<()> {
    for model in serving() {
        let served = Served::start(model, &[])?;
        for malformed in [
            "not http\r\n\r\n",
            "GET / HTTP/1.1\r\nno colon\r\n\r\n",
            "GET  / HTTP/1.1\r\n\r\n",
            "POST /digest HTTP/1.1\r\nhost: test\r\ncontent-length: some\r\n\r\n",
            "POST /digest HTTP/1.1\r\nhost: test\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
            "POST /digest HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\nno number\r\n",
        ] {
            let mut stream = served.connect()?;
            let refused = ask(&mut stream, malformed).with_context(|| format!("{model}: {malformed:?}"))?;
            ensure!(refused.status == 400, "{model}: {malformed:?}: {refused:?}");
            ensure!(
                answer(&mut stream)?.is_none(),
                "{model}: {malformed:?}: it stays open"
            );
        }
        let large = "POST /digest HTTP/1.1\r\nhost: test\r\ncontent-length: 1048577\r\n\r\n";
        ensure!(served.ask(large)?.status == 413, "{model}");
        // Noise of several kinds, the same each time.
        for number in 0_u32..200 {
            let noise = (0..300_u32).map(|at| {
                let mixed = (number * 300 + at).wrapping_mul(2_654_435_761).rotate_left(at);
                let bytes = mixed.to_be_bytes();
                if number % 2 == 0 { bytes[0] } else { bytes[0] & 127 }
            });
            let noise: Vec<u8> = noise.collect();
            let mut stream = served.connect()?;
            stream.write_all(&noise)?;
        }
        ensure!(served.ask(HELLO)?.status == 200, "{model}");
    }
    Ok(())
}

#[test]
fn cuts_off_clients_that_keep_it_waiting() -> Result<()> {
    for model in serving() {
        let served = Served::start(model, &["--patience=0.7"])?;
        let mut silent = served.connect()?;
        let mut halfway = served.connect()?;
        let begun = "POST /digest HTTP/1.1\r\nhost: test\r\ncontent-length: 5\r\n\r\nab";
        halfway.write_all(begun.as_bytes())?;
        let mut idle = served.connect()?;
        ensure!(ask(&mut idle, HELLO)?.status == 200, "{model}");
        ensure!(ask(&mut idle, HELLO)?.status == 200, "{model}: it may ask again");
        ensure!(answer(&mut silent)?.is_none(), "{model}: without a head");
        ensure!(answer(&mut idle)?.is_none(), "{model}: idle");
        let cut = answer(&mut halfway)?;
        ensure!(
            cut.as_ref().is_none_or(|cut| cut.status >= 400),
            "{model}: {cut:?}"
        );
        ensure!(
            cut.is_none() || answer(&mut halfway)?.is_none(),
            "{model}: half a body"
        );
        // Each byte is in time; the whole head is not.
        let mut dripping = served.connect()?;
        let started = Instant::now();
        while dripping.write_all(b"G").is_ok() {
            ensure!(
                started.elapsed() < Duration::from_secs(60),
                "{model}: never cut off"
            );
            thread::sleep(Duration::from_millis(50));
        }
    }
    Ok(())
}

#[test]
fn turns_connections_away_over_its_bound() -> Result<()> {
    for model in serving() {
        let served = Served::start(model, &["--connections=2"])?;
        let (mut first, mut second) = (served.connect()?, served.connect()?);
        ensure!(ask(&mut first, HELLO)?.status == 200, "{model}");
        ensure!(ask(&mut second, HELLO)?.status == 200, "{model}");
        ensure!(!served.serves()?, "{model}: over the bound");
        ensure!(ask(&mut second, HELLO)?.status == 200, "{model}: within it");
        drop(first);
        let started = Instant::now();
        while !served.serves()? {
            ensure!(
                started.elapsed() < Duration::from_secs(60),
                "{model}: no place is free again"
            );
            thread::sleep(Duration::from_millis(20));
        }
    }
    Ok(())
}

#[test]
fn gives_each_of_many_clients_its_own_answers() -> Result<()> {
    const CLIENTS: usize = 24;
    for model in serving() {
        let served = Served::start(model, &[])?;
        let bodies = |client| (0..20).map(move |number| format!("{client} {number}"));
        let ask_all = |client| -> Result<Vec<String>> {
            let mut stream = served.connect()?;
            let answers = bodies(client).map(|body| {
                let hello = ask(&mut stream, HELLO)?;
                ensure!(hello.body == "hello\n", "{model}: {hello:?}");
                // A service that has too much to do may say so.
                loop {
                    let digest = ask(&mut stream, &post(&body))?;
                    match digest.status {
                        200 => return Ok(digest.body),
                        503 => thread::sleep(Duration::from_millis(20)),
                        _ => bail!("{model}: {digest:?}"),
                    }
                }
            });
            answers.collect()
        };
        let together: Vec<Vec<String>> = thread::scope(|scope| {
            let ask_all = &ask_all;
            let clients: Vec<_> = (0..CLIENTS)
                .map(|client| scope.spawn(move || ask_all(client)))
                .collect();
            let answers = clients.into_iter().map(|client| client.join().expect("no panic"));
            answers.collect::<Result<_>>()
        })?;
        for (client, answers) in together.into_iter().enumerate() {
            ensure!(
                answers == ask_all(client)?,
                "{model}: {client} got another's answer"
            );
        }
    }
    Ok(())
}

#[test]
fn more_connections_than_threads_all_get_their_turn() -> Result<()> {
    for model in serving() {
        let served = Served::start(model, &["--threads=2"])?;
        let mut idle = Vec::new();
        for number in 0..10 {
            let mut stream = served.connect()?;
            let asked = ask(&mut stream, HELLO).with_context(|| format!("{model}: {number}"))?;
            ensure!(asked.status == 200, "{model}: {number}: {asked:?}");
            idle.push(stream);
        }
    }
    Ok(())
}

#[test]
fn refuses_wrong_usage_and_a_taken_address() -> Result<()> {
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("--listen={}", taken.local_addr()?);
    for model in serving() {
        for (flag, code) in [
            ("--listen=here", 2),
            ("--connections=0", 2),
            ("--threads=none", 2),
            (&address, 1),
        ] {
            let done = run(command(model, "serve").arg(flag), &quietly)?;
            ensure!(done.code() == code, "{model} {flag}: {done:?}");
            ensure!(done.stderr.starts_with("error: "), "{model} {flag}: {done:?}");
        }
    }
    Ok(())
}

fn post(body: &str) -> String {
    let length = body.len();
    format!("POST /digest HTTP/1.1\r\nhost: test\r\ncontent-length: {length}\r\n\r\n{body}")
}
