#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

struct Failure;

impl From<std::num::ParseIntError> for Failure {
    fn from(_error: std::num::ParseIntError) -> Self {
        std::thread::sleep(std::time::Duration::from_millis(50));
        Failure
    }
}

async fn port(text: &str) -> Result<u16, Failure> {
    let port = text.parse()?;
    Ok(port)
}

fn main() {}
