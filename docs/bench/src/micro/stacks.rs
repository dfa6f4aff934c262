//! The same benchmarks for what has a stack of its own: threads and coroutines.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use heddle_tests::load::Memory;

use super::{AT_ONCE, RING, ROUND_TRIPS, STOP, TOKEN};

/// What the benchmarks need of threads or coroutines.
pub(crate) trait Stacks {
    type Handle<T: Send + 'static>;
    type Sender: Send + 'static;
    type Receiver: Send + 'static;
    type Socket: Read + Write + Send + 'static;

    fn spawn<T: Send + 'static>(job: impl FnOnce() -> T + Send + 'static)
    -> std::io::Result<Self::Handle<T>>;
    fn join<T: Send + 'static>(handle: Self::Handle<T>) -> T;
    fn sleep(time: Duration);
    fn channel() -> (Self::Sender, Self::Receiver);
    fn send(sender: &Self::Sender, number: u64);
    fn receive(receiver: &Self::Receiver) -> u64;
    fn pair() -> std::io::Result<(Self::Socket, Self::Socket)>;
}

/// The system's.
pub(crate) struct Threads;

impl Stacks for Threads {
    type Handle<T: Send + 'static> = std::thread::JoinHandle<T>;
    type Sender = std::sync::mpsc::SyncSender<u64>;
    type Receiver = std::sync::mpsc::Receiver<u64>;
    type Socket = UnixStream;

    fn spawn<T: Send + 'static>(
        job: impl FnOnce() -> T + Send + 'static,
    ) -> std::io::Result<Self::Handle<T>> {
        std::thread::Builder::new().spawn(job)
    }

    fn join<T: Send + 'static>(handle: Self::Handle<T>) -> T {
        handle.join().expect("no thread panics")
    }

    fn sleep(time: Duration) {
        std::thread::sleep(time);
    }

    fn channel() -> (Self::Sender, Self::Receiver) {
        std::sync::mpsc::sync_channel(1)
    }

    fn send(sender: &Self::Sender, number: u64) {
        sender.send(number).expect("the other side lives");
    }

    fn receive(receiver: &Self::Receiver) -> u64 {
        receiver.recv().expect("the other side lives")
    }

    fn pair() -> std::io::Result<(Self::Socket, Self::Socket)> {
        UnixStream::pair()
    }
}

/// Coroutines of the library may, whose channel has no bound.
pub(crate) struct May;

impl Stacks for May {
    type Handle<T: Send + 'static> = may::coroutine::JoinHandle<T>;
    type Sender = may::sync::mpsc::Sender<u64>;
    type Receiver = may::sync::mpsc::Receiver<u64>;
    type Socket = may::os::unix::net::UnixStream;

    fn spawn<T: Send + 'static>(
        job: impl FnOnce() -> T + Send + 'static,
    ) -> std::io::Result<Self::Handle<T>> {
        Ok(may::go!(job))
    }

    fn join<T: Send + 'static>(handle: Self::Handle<T>) -> T {
        handle.join().expect("no coroutine panics")
    }

    fn sleep(time: Duration) {
        may::coroutine::sleep(time);
    }

    fn channel() -> (Self::Sender, Self::Receiver) {
        may::sync::mpsc::channel()
    }

    fn send(sender: &Self::Sender, number: u64) {
        sender.send(number).expect("the other side lives");
    }

    fn receive(receiver: &Self::Receiver) -> u64 {
        receiver.recv().expect("the other side lives")
    }

    fn pair() -> std::io::Result<(Self::Socket, Self::Socket)> {
        may::os::unix::net::UnixStream::pair()
    }
}

/// Runs a benchmark on a stack of the kind that it measures.
fn run<S: Stacks, T: Send + 'static>(main: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let handle = S::spawn(main).context("it does not start")?;
    Ok(S::join(handle))
}

/// As `tasks::spawn`.
pub(crate) fn spawn<S: Stacks>(time: Duration) -> Result<f64> {
    run::<S, _>(move || {
        let (started, mut count) = (Instant::now(), 0);
        while started.elapsed() < time {
            let jobs: Vec<_> = (0..AT_ONCE).map(|_| S::spawn(|| ())).collect::<Result<_, _>>()?;
            for job in jobs {
                S::join(job);
            }
            count += AT_ONCE;
        }
        Ok(started.elapsed().as_secs_f64() / count as f64)
    })?
}

/// As `tasks::channel`.
pub(crate) fn channel<S: Stacks>(time: Duration) -> Result<f64> {
    run::<S, _>(move || {
        let (there, arrived) = S::channel();
        let (back, returned) = S::channel();
        let echo = S::spawn(move || {
            loop {
                let number = S::receive(&arrived);
                S::send(&back, number);
                if number == u64::from(STOP) {
                    return;
                }
            }
        })?;
        let (started, mut count) = (Instant::now(), 0);
        while started.elapsed() < time {
            for number in 1..=ROUND_TRIPS {
                S::send(&there, number);
                S::receive(&returned);
            }
            count += ROUND_TRIPS;
        }
        let took = started.elapsed().as_secs_f64();
        S::send(&there, STOP.into());
        S::receive(&returned);
        S::join(echo);
        Ok(took / (2 * count) as f64)
    })?
}

/// As `tasks::ring`.
pub(crate) fn ring<S: Stacks>(time: Duration) -> Result<f64> {
    run::<S, _>(move || {
        let ends: Vec<_> = (0..RING).map(|_| S::pair()).collect::<Result<_, _>>()?;
        let (mut write_to, read_from): (Vec<_>, Vec<_>) = ends.into_iter().unzip();
        write_to.rotate_left(1);
        let mut members = read_from.into_iter().zip(write_to);
        let (mut first_reads, mut first_writes) = members.next().expect("a ring");
        let others: Vec<_> = members
            .map(|(mut reads, mut writes)| {
                S::spawn(move || {
                    let mut byte = [TOKEN];
                    while byte[0] != STOP {
                        reads.read_exact(&mut byte)?;
                        writes.write_all(&byte)?;
                    }
                    std::io::Result::Ok(())
                })
            })
            .collect::<Result<_, _>>()?;
        let (started, mut laps) = (Instant::now(), 0);
        let mut byte = [TOKEN];
        while started.elapsed() < time {
            first_writes.write_all(&byte)?;
            first_reads.read_exact(&mut byte)?;
            laps += 1;
        }
        let took = started.elapsed().as_secs_f64();
        first_writes.write_all(&[STOP])?;
        first_reads.read_exact(&mut byte)?;
        for other in others {
            S::join(other)?;
        }
        Ok(took / (laps * RING) as f64)
    })?
}

/// As `tasks::memory`.
pub(crate) fn memory<S: Stacks>(count: usize) -> Result<Memory> {
    run::<S, _>(move || {
        let asleep = Arc::new(AtomicUsize::new(0));
        S::join(S::spawn(|| S::sleep(Duration::from_millis(10)))?);
        let before = Memory::of("self")?;
        let mut jobs = Vec::with_capacity(count);
        for number in 1..=count {
            let asleep = Arc::clone(&asleep);
            let job = S::spawn(move || {
                asleep.fetch_add(1, Ordering::Relaxed);
                S::sleep(super::LONG);
            });
            jobs.push(job.with_context(|| format!("number {number} does not start"))?);
        }
        while asleep.load(Ordering::Relaxed) < count {
            S::sleep(Duration::from_millis(5));
        }
        S::sleep(Duration::from_millis(50));
        let held = Memory::of("self")?.each(&before, count);
        std::mem::forget(jobs);
        Ok(held)
    })?
}
