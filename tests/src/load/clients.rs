//! Clients that wrk does not play: idle ones, probes, single requests.

use std::io::{Read, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// For one answer.
const ANSWER: Duration = Duration::from_secs(20);
/// Between two probes.
const PAUSE: Duration = Duration::from_millis(2);

/// Opens a connection.
pub fn open(address: SocketAddr) -> Result<TcpStream> {
    let stream = TcpStream::connect(address).context("cannot connect")?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(ANSWER))?;
    Ok(stream)
}

/// Asks for a path and takes the answer.
pub fn ask(stream: &mut TcpStream, path: &str) -> Result<()> {
    stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: peers\r\n\r\n").as_bytes())?;
    let mut answer = [0; 1024];
    let read = stream.read(&mut answer)?;
    ensure!(answer[..read].starts_with(b"HTTP/1.1 200"), "no answer");
    Ok(())
}

/// Opens so many connections, each of which is answered once and then waits.
pub fn idle(address: SocketAddr, connections: usize) -> Result<Vec<TcpStream>> {
    let one = |number| {
        let mut stream = open(address)?;
        ask(&mut stream, "/").with_context(|| format!("connection {number} is not answered"))?;
        Ok(stream)
    };
    (1..=connections).map(one).collect()
}

/// How long probes took, in seconds, the shortest first.
#[derive(Clone, Debug)]
pub struct Probes(Vec<f64>);

impl Probes {
    /// The time that this share of the probes did not exceed.
    pub fn quantile(&self, share: f64) -> f64 {
        let last = self.0.len() - 1;
        self.0[(last as f64 * share).round() as usize]
    }
}

/// Asks for a path again and again for a time, over one connection.
pub fn probe(address: SocketAddr, path: &str, time: Duration) -> Result<Probes> {
    let mut stream = open(address)?;
    let started = Instant::now();
    let mut took = Vec::new();
    while took.is_empty() || started.elapsed() < time {
        let asked = Instant::now();
        ask(&mut stream, path)?;
        took.push(asked.elapsed().as_secs_f64());
        thread::sleep(PAUSE);
    }
    took.sort_by(f64::total_cmp);
    Ok(Probes(took))
}
