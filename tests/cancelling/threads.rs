//! Closures on pools, and threads.

use std::io::Read;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;

use tokio::sync::oneshot;

use super::runtime;

#[test]
fn tokio_abort_cannot_end_a_closure_that_has_begun() {
    let runtime = runtime();
    let (open, gate) = mpsc::channel::<()>();
    let (started, starts) = mpsc::channel();
    let closure = runtime.spawn_blocking(move || {
        started.send(()).expect("the test waits");
        gate.recv().is_ok()
    });
    starts.recv().expect("the closure begins");
    closure.abort();
    open.send(()).expect("the closure waits");
    assert_eq!(runtime.block_on(closure).ok(), Some(true), "it ran to its end");
}

#[test]
fn tokio_abort_ends_a_closure_that_waits_for_a_thread() {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.max_blocking_threads(1).build().expect("a runtime");
    let (open, gate) = mpsc::channel::<()>();
    let first = runtime.spawn_blocking(move || gate.recv().is_ok());
    let (begun, begins) = mpsc::channel();
    let second = runtime.spawn_blocking(move || begun.send(()));
    second.abort();
    open.send(()).expect("the first closure waits");
    assert_eq!(runtime.block_on(first).ok(), Some(true));
    assert!(
        runtime
            .block_on(second)
            .expect_err("it was aborted")
            .is_cancelled()
    );
    assert!(begins.recv().is_err(), "it never began");
}

#[test]
fn rayon_skips_what_nobody_waits_for_if_it_looks() {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("a pool");
    let (open, gate) = mpsc::channel::<()>();
    pool.spawn(move || assert!(gate.recv().is_ok()));
    let (answer, answered) = oneshot::channel::<()>();
    let (looked, looks) = mpsc::channel();
    pool.spawn(move || looked.send(answer.is_closed()).expect("the test waits"));
    drop(answered);
    open.send(()).expect("the pool waits");
    assert_eq!(looks.recv(), Ok(true));
}

#[test]
fn thread_ends_when_its_socket_is_shut_down() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a listener");
    let _peer = TcpStream::connect(listener.local_addr().expect("an address")).expect("a connection");
    let (mut stream, _) = listener.accept().expect("a connection");
    let handle = stream.try_clone().expect("a second handle");
    let reading = thread::spawn(move || stream.read(&mut [0]));
    handle.shutdown(Shutdown::Both).expect("it is open");
    let read = reading.join().expect("it does not panic");
    assert_eq!(read.expect("no error"), 0, "the end of what can be read");
}

#[test]
fn thread_ends_when_its_channel_has_no_sender() {
    let (sender, receiver) = mpsc::channel::<()>();
    let receiving = thread::spawn(move || receiver.recv());
    drop(sender);
    assert!(receiving.join().expect("it does not panic").is_err());
}

#[test]
fn thread_ends_when_it_looks_at_a_flag() {
    let stop = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&stop);
    let computing = thread::spawn(move || {
        let mut steps = 0_u64;
        while !seen.load(Ordering::Relaxed) {
            steps = steps.wrapping_add(1); // a piece of work
            thread::yield_now();
        }
        steps
    });
    stop.store(true, Ordering::Relaxed);
    computing.join().expect("it does not panic");
}
