//! The benchmarks of tasks, the same code on every runtime.

use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use heddle_tests::load::Memory;

use super::runtime::Runtime;
use super::{AT_ONCE, RING, ROUND_TRIPS, STOP, TOKEN};

/// Starts tasks that do nothing and waits for them, and gives seconds a task.
pub(crate) fn spawn<R: Runtime>(time: Duration) -> f64 {
    R::run(async move {
        let (started, mut count) = (Instant::now(), 0);
        let mut tasks = Vec::with_capacity(AT_ONCE);
        while started.elapsed() < time {
            tasks.extend((0..AT_ONCE).map(|_| R::spawn(async {})));
            for task in tasks.drain(..) {
                task.await;
            }
            count += AT_ONCE;
        }
        started.elapsed().as_secs_f64() / count as f64
    })
}

/// Sends a number to another task and back, and gives seconds a switch: two of them a round trip.
pub(crate) fn channel<R: Runtime>(time: Duration) -> f64 {
    R::run(async move {
        let (there, mut arrived) = R::channel();
        let (back, mut returned) = R::channel();
        let echo = R::spawn(async move {
            loop {
                let number = R::receive(&mut arrived).await;
                R::send(&back, number).await;
                if number == u64::from(STOP) {
                    return;
                }
            }
        });
        let (started, mut count) = (Instant::now(), 0);
        while started.elapsed() < time {
            for number in 1..=ROUND_TRIPS {
                R::send(&there, number).await;
                R::receive(&mut returned).await;
            }
            count += ROUND_TRIPS;
        }
        let took = started.elapsed().as_secs_f64();
        R::send(&there, STOP.into()).await;
        R::receive(&mut returned).await;
        echo.await;
        took / (2 * count) as f64
    })
}

/// Passes a byte round a ring of tasks, each woken by its socket, and gives seconds a switch.
pub(crate) fn ring<R: Runtime>(time: Duration) -> Result<f64> {
    let ends: Vec<_> = (0..RING).map(|_| UnixStream::pair()).collect::<Result<_, _>>()?;
    let seconds = R::run(async move {
        let mut write_to = Vec::new();
        let mut read_from = Vec::new();
        for (write, read) in ends {
            write_to.push(R::socket(write)?);
            read_from.push(R::socket(read)?);
        }
        // Each reads where the one before it writes; the first is this task.
        write_to.rotate_left(1);
        let mut members = read_from.into_iter().zip(write_to);
        let (mut first_reads, mut first_writes) = members.next().expect("a ring");
        let others: Vec<_> = members
            .map(|(mut reads, mut writes)| {
                R::spawn(async move {
                    loop {
                        let byte = R::read(&mut reads).await?;
                        R::write(&mut writes, byte).await?;
                        if byte == STOP {
                            return std::io::Result::Ok(());
                        }
                    }
                })
            })
            .collect();
        let (started, mut laps) = (Instant::now(), 0);
        while started.elapsed() < time {
            R::write(&mut first_writes, TOKEN).await?;
            R::read(&mut first_reads).await?;
            laps += 1;
        }
        let took = started.elapsed().as_secs_f64();
        R::write(&mut first_writes, STOP).await?;
        R::read(&mut first_reads).await?;
        for other in others {
            other.await?;
        }
        std::io::Result::Ok(took / (laps * RING) as f64)
    })?;
    Ok(seconds)
}

/// What each of so many sleeping tasks holds.
pub(crate) fn memory<R: Runtime>(count: usize) -> Result<Memory> {
    R::run(async move {
        let asleep = Arc::new(AtomicUsize::new(0));
        // What the runtime sets up once belongs to no task.
        R::spawn(R::sleep(Duration::from_millis(10))).await;
        let before = Memory::of("self")?;
        let tasks: Vec<_> = (0..count)
            .map(|_| {
                let asleep = Arc::clone(&asleep);
                R::spawn(async move {
                    asleep.fetch_add(1, Ordering::Relaxed);
                    R::sleep(super::LONG).await;
                })
            })
            .collect();
        while asleep.load(Ordering::Relaxed) < count {
            R::sleep(Duration::from_millis(5)).await;
        }
        R::sleep(Duration::from_millis(50)).await;
        let held = Memory::of("self")?.each(&before, count);
        // The process ends with the tasks asleep.
        std::mem::forget(tasks);
        Ok(held)
    })
}
