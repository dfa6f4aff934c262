//! The programs of `docs/models` that serve, told to stop.

use std::io::Write;
use std::net::TcpStream;

use anyhow::{Context, Result, ensure};
use heddle_tests::models::{HELLO, Served, answer, ask, serving};
use rustix::process::Signal;

/// The answer to this head shows that the request is under way.
const EXPECTS: &str =
    "POST /digest HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\ncontent-length: 6\r\n\r\n";

#[test]
fn finishes_what_is_under_way_when_told_to_stop() -> Result<()> {
    for model in serving() {
        for signal in [Signal::TERM, Signal::INT] {
            let served = Served::start(model, &["--threads=10"])?;
            let mut idle = served.connect()?;
            ensure!(ask(&mut idle, HELLO)?.status == 200, "{model}");
            let mut half = served.connect()?;
            half.write_all(b"GET / HTTP/1.1\r\nhost: te")?;
            let mut asking = Vec::new();
            for number in 0..6 {
                let mut stream = served.connect()?;
                let goes_on = ask(&mut stream, EXPECTS).with_context(|| format!("{model}: {number}"))?;
                ensure!(goes_on.status == 100, "{model}: {goes_on:?}");
                asking.push(stream);
            }
            served.signal(signal)?;
            ensure!(answer(&mut idle)?.is_none(), "{model}: idle");
            ensure!(answer(&mut half)?.is_none(), "{model}: half a head");
            for mut stream in asking {
                let digest = ask(&mut stream, "heddle").with_context(|| model.to_owned())?;
                ensure!(digest.status == 200, "{model}: {digest:?}");
                ensure!(answer(&mut stream)?.is_none(), "{model}: it stays open");
            }
            let address = served.address();
            let ended = served.end().with_context(|| model.to_owned())?;
            ensure!(ended.code() == Some(0), "{model}: {ended}");
            ensure!(TcpStream::connect(address).is_err(), "{model}: it listens");
        }
    }
    Ok(())
}

#[test]
fn says_so_when_the_deadline_cuts_work_off() -> Result<()> {
    for model in serving() {
        let served = Served::start(model, &["--drain-timeout=0.5"])?;
        let mut stream = served.connect()?;
        ensure!(ask(&mut stream, EXPECTS)?.status == 100, "{model}");
        served.signal(Signal::TERM)?;
        let ended = served.end()?;
        ensure!(ended.code() == Some(3), "{model}: {ended}");
    }
    Ok(())
}

#[test]
fn a_second_signal_ends_it_at_once() -> Result<()> {
    for model in serving() {
        let served = Served::start(model, &[])?;
        let mut stream = served.connect()?;
        ensure!(ask(&mut stream, EXPECTS)?.status == 100, "{model}");
        served.signal(Signal::TERM)?;
        // The first has been taken when nobody else can connect.
        while served.serves().unwrap_or(false) {}
        served.signal(Signal::TERM)?;
        let ended = served.end()?;
        ensure!(ended.code() == Some(143), "{model}: {ended}");
    }
    Ok(())
}
