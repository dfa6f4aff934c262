#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

struct Jobs(std::sync::mpsc::Receiver<u32>);

impl Iterator for Jobs {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.0.recv().ok()
    }
}

async fn total(jobs: Jobs) -> u32 {
    let mut total = 0;
    for job in jobs {
        total += job;
    }
    total
}

fn main() {}
