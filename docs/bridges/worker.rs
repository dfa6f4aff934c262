//! The second bridge: a runtime on a thread of its own, spoken to by channels.

use std::io;
use std::net::SocketAddr;
use std::thread::{self, JoinHandle};

use tokio::runtime::Builder;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use crate::client::ask;

// ANCHOR: bridge
/// As many questions may be asked at a time, and as many more may wait.
const AT_ONCE: usize = 16;

/// The network side of a program that knows threads only. Any thread may use it.
pub struct Worker {
    /// Gone once the worker shall stop.
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

struct Job {
    question: String,
    answer: oneshot::Sender<io::Result<String>>,
}

impl Worker {
    /// Starts the thread.
    pub fn start(server: SocketAddr) -> io::Result<Self> {
        // Made here, where an error can still be told to somebody.
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (jobs, queue) = mpsc::channel(AT_ONCE);
        let thread = thread::Builder::new()
            .name("network".to_owned())
            .spawn(move || runtime.block_on(work(server, queue)))?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
        })
    }

    /// Asks and waits for the answer; waits too while too many wait before it.
    pub fn ask(&self, question: &str) -> io::Result<String> {
        let (answer, answered) = oneshot::channel();
        let question = question.to_owned();
        let jobs = self.jobs.as_ref().ok_or_else(stopped)?;
        jobs.blocking_send(Job { question, answer })
            .map_err(|_| stopped())?;
        answered.blocking_recv().map_err(|_| stopped())?
    }
}

impl Drop for Worker {
    /// Waits for what was asked before.
    fn drop(&mut self) {
        drop(self.jobs.take()); // the loop of `work` ends with the last sender
        let ended = self.thread.take().map(JoinHandle::join);
        if let Some(Err(_)) = ended {
            eprintln!("the network's thread has panicked");
        }
    }
}

async fn work(server: SocketAddr, mut queue: mpsc::Receiver<Job>) {
    let mut asked = JoinSet::new();
    while let Some(Job { question, answer }) = queue.recv().await {
        if asked.len() == AT_ONCE {
            asked.join_next().await;
        }
        asked.spawn(async move {
            let said = ask(server, &question).await;
            let _ = answer.send(said); // who asked may have given up
        });
    }
    while asked.join_next().await.is_some() {}
}

fn stopped() -> io::Error {
    io::Error::other("the network's thread has stopped")
}
// ANCHOR_END: bridge
