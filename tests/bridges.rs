//! The bridges between threads and async code that the book shows, in use.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Barrier, mpsc};
use std::thread;

use smol::stream::StreamExt;
use tokio::runtime::{Builder, Runtime};

#[path = "../docs/bridges/client.rs"]
pub mod client;
#[path = "../docs/bridges/edge.rs"]
pub mod edge;
#[path = "../docs/bridges/handle.rs"]
pub mod handle;
#[path = "../docs/bridges/unblock.rs"]
pub mod unblock;
#[path = "../docs/bridges/worker.rs"]
pub mod worker;

#[test]
fn at_the_edge_two_questions_are_asked_at_the_same_time() -> io::Result<()> {
    let client = edge::Client::new(server(2)?)?;
    let both = client.ask_both("one", "two")?;
    assert_eq!(both, ("ONE".to_owned(), "TWO".to_owned()));
    Ok(())
}

#[test]
fn at_the_edge_an_error_is_an_error() -> io::Result<()> {
    let client = edge::Client::new(closed()?)?;
    let error = client.ask_both("one", "two").expect_err("nobody listens");
    assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);
    Ok(())
}

#[test]
fn at_the_edge_is_no_place_within_a_runtime() -> io::Result<()> {
    let client = edge::Client::new(closed()?)?;
    let within = || runtime().block_on(async { client.ask_both("one", "two") });
    assert!(
        catch_unwind(AssertUnwindSafe(within)).is_err(),
        "tokio refuses it"
    );
    Ok(())
}

#[test]
fn the_worker_asks_for_many_threads_at_the_same_time() -> io::Result<()> {
    let worker = worker::Worker::start(server(8)?)?;
    thread::scope(|scope| {
        for number in 0..8 {
            let worker = &worker;
            scope.spawn(move || {
                let answer = worker.ask(&format!("question {number}"));
                assert_eq!(answer.expect("an answer"), format!("QUESTION {number}"));
            });
        }
    });
    Ok(())
}

#[test]
fn the_worker_answers_more_than_it_takes_at_once() -> io::Result<()> {
    let worker = worker::Worker::start(server(1)?)?;
    thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| assert_eq!(worker.ask("again").expect("an answer"), "AGAIN"));
        }
    });
    Ok(())
}

#[test]
fn the_worker_tells_errors_and_goes_on() -> io::Result<()> {
    let worker = worker::Worker::start(closed()?)?;
    for _ in 0..2 {
        let error = worker.ask("anybody there").expect_err("nobody listens");
        assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);
    }
    Ok(())
}

#[test]
fn by_a_handle_threads_that_compute_use_the_programs_runtime() -> io::Result<()> {
    let runtime = runtime();
    let words: Vec<String> = ["a", "bb", "ccc"].map(str::to_owned).into();
    let server = server(1)?;
    let measured = handle::measure_all(runtime.handle(), server, &words);
    assert_eq!(lengths(measured)?, [1, 2, 3]);
    let measured = runtime.block_on(handle::measured(server, words));
    assert_eq!(lengths(measured)?, [1, 2, 3]);
    Ok(())
}

#[test]
fn without_a_handle_a_thread_has_no_runtime() {
    let runtime = runtime();
    let _entered = runtime.enter();
    let asked = thread::spawn(|| tokio::runtime::Handle::try_current().is_ok());
    assert!(!asked.join().expect("it does not panic"));
}

/// What the book says of `tokio::fs`: its reads take a thread of the pool for what blocks.
#[test]
fn files_of_tokio_wait_for_a_thread_of_the_pool() -> io::Result<()> {
    let file = tempfile::NamedTempFile::new()?;
    let mut builder = Builder::new_current_thread();
    let runtime = builder.max_blocking_threads(1).build()?;
    let (open, gate) = mpsc::channel::<()>();
    let only = runtime.spawn_blocking(move || gate.recv().is_ok());
    let mut reading = Box::pin(tokio::fs::read(file.path()));
    let mut waits = || runtime.block_on(async { futures::poll!(&mut reading).is_pending() });
    for _ in 0..100 {
        assert!(waits(), "the only thread is taken");
        thread::yield_now();
    }
    open.send(()).expect("the thread waits");
    assert_eq!(runtime.block_on(only).ok(), Some(true));
    assert!(runtime.block_on(reading)?.is_empty());
    Ok(())
}

#[test]
fn unblock_reads_files_and_tells_errors() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("lines");
    fs::write(&path, "one\ntwo\nthree\n")?;
    let count = smol::block_on(async { unblock::count_lines(unblock::open(path).await?).await })?;
    assert_eq!(count, 3);
    let missing = smol::block_on(unblock::open(folder.path().join("missing")));
    assert_eq!(
        missing.expect_err("it is not there").kind(),
        io::ErrorKind::NotFound
    );
    Ok(())
}

/// One thread drives both tasks: did the receiver block it, nothing would ever be sent.
#[test]
fn unblock_lets_others_run_while_it_waits() {
    let (sender, receiver) = mpsc::channel();
    let sum = smol::block_on(async {
        let mut numbers = unblock::for_tasks(receiver);
        let receiving = async {
            let mut sum = 0;
            while let Some(number) = numbers.next().await {
                sum += number;
            }
            sum
        };
        let sending = async {
            for number in 1..=10 {
                sender.send(number).expect("the receiver is there");
                smol::future::yield_now().await;
            }
            drop(sender);
        };
        smol::future::zip(receiving, sending).await.0
    });
    assert_eq!(sum, 55);
}

/// Answers each line in capitals, once that many clients have asked.
fn server(together: usize) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let all = Arc::new(Barrier::new(together));
    // Both kinds of threads end with the test's process.
    thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let all = Arc::clone(&all);
            thread::spawn(move || -> io::Result<()> {
                let mut question = String::new();
                BufReader::new(stream.try_clone()?).read_line(&mut question)?;
                all.wait();
                stream.write_all(question.to_uppercase().as_bytes())
            });
        }
    });
    Ok(address)
}

/// An address at which nobody listens.
fn closed() -> io::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0")?.local_addr()
}

fn runtime() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(1).enable_all().build().expect("a runtime")
}

fn lengths(measured: Vec<io::Result<usize>>) -> io::Result<Vec<usize>> {
    measured.into_iter().collect()
}
