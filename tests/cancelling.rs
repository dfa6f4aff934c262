//! What a dropped future, a timeout, a select and an abort end, and what they cannot: each row of the table in
//! `docs/src/guide/cancelling.md` is a test here.
//!
//! Work says on a channel that it has come to its end; that it was dropped half way, the channel tells by its end.

use std::fs;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use futures::future::{self, Either, pending};
use futures::poll;
use heddle_tests::kit::root;
use heddle_tests::rows;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::oneshot;

#[path = "cancelling/threads.rs"]
mod threads;

/// Short, and nothing depends on how short.
const SOON: Duration = Duration::from_millis(5);

#[test]
fn future_dropped_at_an_await_drops_what_it_holds() {
    let (work, end) = endless();
    let mut work = Box::pin(work);
    futures::executor::block_on(async {
        assert!(poll!(&mut work).is_pending(), "it has begun");
    });
    drop(work);
    assert!(was_dropped(&end));
}

#[test]
fn tokio_timeout_drops_what_is_late() {
    let (work, end) = endless();
    let late = runtime().block_on(async { tokio::time::timeout(SOON, work).await });
    assert!(late.is_err());
    assert!(was_dropped(&end));
}

#[test]
fn tokio_timeout_cannot_end_what_blocks() {
    let blocks = async {
        thread::sleep(SOON * 4);
        "done"
    };
    let late = runtime().block_on(async { tokio::time::timeout(SOON, blocks).await });
    assert_eq!(late, Ok("done"), "nobody looked at the clock meanwhile");
}

#[test]
fn tokio_select_drops_what_was_not_first() {
    let (work, end) = endless();
    runtime().block_on(async {
        tokio::select! {
            () = work => unreachable!("it never ends"),
            () = async {} => {}
        }
        // Already: the branches are gone when `select!` is.
        assert!(was_dropped(&end));
    });
}

#[test]
fn tokio_select_keeps_what_is_lent_to_it() {
    let (open, gate) = oneshot::channel();
    let gate = async { gate.await.is_ok() };
    let went_on = runtime().block_on(async {
        tokio::pin!(gate);
        tokio::select! {
            biased;
            _ = &mut gate => unreachable!("the gate is shut"),
            () = async {} => {}
        }
        open.send(()).expect("the gate is still there");
        gate.await
    });
    assert!(went_on);
}

#[test]
fn tokio_select_loses_half_of_a_read_exact() {
    let rest = runtime().block_on(async {
        let (mut peer, mut stream) = tokio::io::duplex(64);
        peer.write_all(b"ab").await.expect("there is room");
        let mut message = [0; 4];
        tokio::select! {
            biased;
            _ = stream.read_exact(&mut message) => unreachable!("half of it is missing"),
            () = async {} => {}
        }
        peer.write_all(b"cdef").await.expect("there is room");
        stream.read_exact(&mut message).await.expect("four bytes");
        message
    });
    assert_eq!(&rest, b"cdef", "`ab` is gone");
}

#[test]
fn tokio_select_loses_no_message_of_a_channel() {
    let received = runtime().block_on(async {
        let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
        for _ in 0..10 {
            tokio::select! {
                biased;
                _ = receiver.recv() => unreachable!("nothing was sent"),
                () = async {} => {}
            }
        }
        sender.send("kept").await.expect("there is room");
        receiver.recv().await
    });
    assert_eq!(received, Some("kept"));
}

#[test]
fn tokio_select_loses_the_message_of_a_send_that_waits() {
    let second = runtime().block_on(async {
        let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
        sender.send("first").await.expect("there is room");
        tokio::select! {
            biased;
            _ = sender.send("second") => unreachable!("the channel is full"),
            () = async {} => {}
        }
        assert_eq!(receiver.recv().await, Some("first"));
        receiver.try_recv()
    });
    assert!(second.is_err(), "it went with the future that held it");
}

#[test]
fn tokio_abort_ends_a_task_at_its_next_await() {
    let runtime = runtime();
    let (work, end) = endless();
    let task = runtime.spawn(work);
    task.abort();
    let ended = runtime.block_on(task).expect_err("it was aborted");
    assert!(ended.is_cancelled() && !ended.is_panic());
    assert!(was_dropped(&end));
}

#[test]
fn tokio_abort_cannot_end_a_task_that_does_not_await() {
    let runtime = runtime();
    let (open, gate) = mpsc::channel::<()>();
    let (started, starts) = mpsc::channel();
    let task = runtime.spawn(async move {
        started.send(()).expect("the test waits");
        gate.recv().is_ok()
    });
    starts.recv().expect("the task begins");
    task.abort();
    open.send(()).expect("the task waits");
    assert_eq!(
        runtime.block_on(task).ok(),
        Some(true),
        "it ended before it could be dropped"
    );
}

#[test]
fn async_std_timeout_drops_what_is_late() {
    let (work, end) = endless();
    let late = async_std::task::block_on(async_std::future::timeout(SOON, work));
    assert!(late.is_err());
    assert!(was_dropped(&end));
}

#[test]
fn async_std_cancel_returns_when_the_task_is_gone() {
    let (work, end) = endless();
    let task = async_std::task::spawn(work);
    async_std::task::block_on(task.cancel());
    assert_eq!(end.try_recv(), Err(mpsc::TryRecvError::Disconnected));
}

#[test]
fn smol_or_drops_what_was_not_first() {
    let (work, end) = endless();
    smol::block_on(smol::future::or(work, async {}));
    assert!(was_dropped(&end));
}

#[test]
fn smol_cancel_returns_when_the_task_is_gone() {
    let (work, end) = endless();
    let task = smol::spawn(work);
    smol::block_on(task.cancel());
    assert_eq!(end.try_recv(), Err(mpsc::TryRecvError::Disconnected));
}

#[test]
fn futures_select_gives_back_what_was_not_first() {
    let (work, end) = endless();
    let first = futures::executor::block_on(future::select(Box::pin(work), Box::pin(async {})));
    let Either::Right(((), other)) = first else {
        unreachable!("it never ends");
    };
    assert_eq!(
        end.try_recv(),
        Err(mpsc::TryRecvError::Empty),
        "it is still there"
    );
    drop(other);
    assert!(was_dropped(&end));
}

#[test]
fn every_row_of_the_page_has_its_test() {
    let page = fs::read_to_string(root().join("docs/src/guide/cancelling.md")).expect("the page");
    let sources = [
        include_str!("cancelling.rs"),
        include_str!("cancelling/threads.rs"),
    ];
    let tests = sources
        .iter()
        .flat_map(|source| rows::tests(source, "every_row_of_the_page_has_its_test"))
        .collect();
    assert_eq!(rows::named(&page), tests);
}

/// A future that waits for ever, and a channel that ends with it.
fn endless() -> (impl Future<Output = ()> + Send + 'static, Receiver<()>) {
    let (held, end): (Sender<()>, _) = mpsc::channel();
    let work = async move {
        pending::<()>().await;
        let _ = held.send(()); // never: it is held over the await
    };
    (work, end)
}

fn was_dropped(end: &Receiver<()>) -> bool {
    match end.recv_timeout(Duration::from_secs(60)) {
        Err(RecvTimeoutError::Disconnected) => true,
        Err(RecvTimeoutError::Timeout) => panic!("the work is still there"),
        Ok(()) => false,
    }
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(1).enable_all().build().expect("a runtime")
}
