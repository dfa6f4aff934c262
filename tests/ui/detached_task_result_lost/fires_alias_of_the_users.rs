#![deny(detached_task_result_lost)]
#![allow(unused)]

#[derive(Debug)]
enum Failure {
    Closed,
}

type Outcome<T = ()> = Result<T, Failure>;

struct Worker;

impl Worker {
    async fn run(self) -> Outcome {
        Err(Failure::Closed)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let local = tokio::task::LocalSet::new();
    local.spawn_local(Worker.run());
    drop(tokio::spawn(Worker.run()));
    local.await;
}
