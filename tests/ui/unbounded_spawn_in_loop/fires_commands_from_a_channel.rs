#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

use tokio::sync::mpsc;

struct Job(u64);

enum Command {
    Run(Job),
    Report,
}

async fn run(job: Job) {}

struct Worker {
    commands: mpsc::Receiver<Command>,
    done: u64,
}

impl Worker {
    async fn work(mut self) {
        while let Some(command) = self.commands.recv().await {
            match command {
                Command::Run(job) => {
                    self.done += 1;
                    tokio::task::spawn(run(job));
                }
                Command::Report => println!("{}", self.done),
            }
        }
    }
}

fn main() {}
