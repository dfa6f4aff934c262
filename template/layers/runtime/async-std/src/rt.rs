//! The seam between the service and its runtime: the only file that names one. Here it is async-std, which nobody maintains any more.

mod stream;

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use async_global_executor::GlobalExecutorConfig;
use async_lock::{Semaphore, SemaphoreGuardArc};
use async_std::channel::{Receiver, Sender};
use async_std::net::{TcpListener, TcpStream};
use async_std::task::{self, JoinHandle};
use futures_lite::FutureExt;
use futures_util::future::TryFutureExt;
use futures_util::stream::{FuturesUnordered, StreamExt};

use stream::Io;

/// A connection as hyper reads and writes it.
pub type Stream = Io<TcpStream>;

/// Runs `main` here, and the tasks it spawns on this many threads.
pub fn run<T>(threads: usize, main: impl Future<Output = T>) -> io::Result<T> {
    // async-std itself takes their number from the environment only; the executor is the one it drives.
    let config = GlobalExecutorConfig::default()
        .with_min_threads(threads)
        .with_max_threads(threads);
    async_global_executor::init_with_config(config);
    Ok(task::block_on(main))
}

/// Tasks that belong together. Dropped, it cancels those that still run.
#[derive(Debug)]
pub struct Tasks<T: 'static>(FuturesUnordered<JoinHandle<Result<T, Panicked>>>);

/// Why a task has no result.
#[derive(Debug)]
pub struct Panicked;

impl<T: Send + 'static> Tasks<T> {
    /// No tasks.
    pub fn new() -> Self {
        Self(FuturesUnordered::new())
    }

    /// Starts one more.
    pub fn spawn(&mut self, task: impl Future<Output = T> + Send + 'static) {
        // A panic that left the task would end the thread that drives it.
        // Not an `async` block around it, which would take its room twice.
        let task = AssertUnwindSafe(task).catch_unwind().map_err(|_| Panicked);
        self.0.push(task::spawn(task));
    }

    /// Waits for the next to end; none is left when this is `None`.
    pub async fn next(&mut self) -> Option<Result<T, Panicked>> {
        self.0.next().await
    }

    /// How many have not been waited for.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl<T> Drop for Tasks<T> {
    fn drop(&mut self) {
        for task in std::mem::take(&mut self.0) {
            // A handle that is only dropped lets its task go on. The first look cancels it.
            let _ = futures_util::FutureExt::now_or_never(task.cancel());
        }
    }
}

/// A number of permits; who has none waits.
#[derive(Clone, Debug)]
pub struct Permits(Arc<Semaphore>);

/// Given back when dropped.
#[derive(Debug)]
pub struct Permit(#[expect(dead_code, reason = "held for its drop")] SemaphoreGuardArc);

impl Permits {
    /// This many.
    pub fn new(count: usize) -> Self {
        Self(Arc::new(Semaphore::new(count)))
    }

    /// Waits for one.
    pub async fn take(&self) -> Permit {
        Permit(self.0.acquire_arc().await)
    }
}

/// Raises a [`Flag`] once, from any thread: the end of this channel is the message.
#[derive(Debug)]
pub struct Raise(Sender<Infallible>);

/// A flag that tasks wait for.
#[derive(Clone, Debug)]
pub struct Flag(Receiver<Infallible>);

/// A flag and what raises it.
pub fn flag() -> (Raise, Flag) {
    let (sender, receiver) = async_std::channel::bounded(1);
    (Raise(sender), Flag(receiver))
}

impl Raise {
    /// Raises the flag.
    pub fn raise(self) {
        self.0.close();
    }
}

impl Flag {
    /// Waits until the flag is raised, or until nobody is left to raise it.
    pub async fn raised(&self) {
        let _ = self.0.recv().await;
    }
}

/// Listens with a socket made elsewhere.
#[derive(Debug)]
pub struct Listener(TcpListener);

impl Listener {
    /// Takes over a bound socket.
    pub fn new(listener: std::net::TcpListener) -> io::Result<Self> {
        Ok(Self(TcpListener::from(listener)))
    }

    /// The next connection.
    pub async fn accept(&self) -> io::Result<(Stream, SocketAddr)> {
        let (stream, peer) = self.0.accept().await?;
        stream.set_nodelay(true)?;
        Ok((Io(stream), peer))
    }
}

/// Opens a connection; names are looked up off the async threads.
pub async fn connect(host: &str, port: u16) -> io::Result<Stream> {
    let stream = TcpStream::connect((host, port)).await?;
    stream.set_nodelay(true)?;
    Ok(Io(stream))
}

/// Waits.
pub async fn sleep(time: Duration) {
    task::sleep(time).await;
}

/// What `work` gives, unless it takes longer.
pub async fn timeout<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    async_std::future::timeout(limit, work).await.ok()
}

/// Runs work that blocks or computes on the runtime's pool for it. Bound it: the pool has many threads.
pub async fn unblock<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Panicked> {
    task::spawn_blocking(|| catch_unwind(AssertUnwindSafe(work)).map_err(|_| Panicked)).await
}
