//! Sales that the tills of the branches report.

use std::io::{self, BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// Listens for as long as the service runs.
pub fn listen() -> io::Result<()> {
    let tills = TcpListener::bind("0.0.0.0:7400")?;
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| tills.incoming().flatten().for_each(hear));
        }
    });
    Ok(())
}

fn hear(till: TcpStream) {
    for sale in BufReader::new(till).lines().map_while(Result::ok) {
        tracing::info!(sale, "sold");
    }
}
