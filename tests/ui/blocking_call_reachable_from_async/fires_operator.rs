#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

struct Log(std::path::PathBuf);

impl std::ops::AddAssign<&str> for Log {
    fn add_assign(&mut self, line: &str) {
        let _ = std::fs::write(&self.0, line);
    }
}

async fn handle(log: &mut Log) {
    *log += "request";
}

fn main() {}
