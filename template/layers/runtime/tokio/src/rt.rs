//! The seam between the service and its runtime: the only file that names one. Here it is tokio.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;

/// A connection as hyper reads and writes it.
pub type Stream = hyper_util::rt::TokioIo<TcpStream>;

/// Runs `main` and every task it spawns on this many threads.
pub fn run<T>(threads: usize, main: impl Future<Output = T>) -> io::Result<T> {
    let mut builder = match threads {
        1 => Builder::new_current_thread(),
        _ => Builder::new_multi_thread(),
    };
    if threads > 1 {
        builder.worker_threads(threads);
    }
    let runtime = builder.enable_all().build()?;
    let result = runtime.block_on(main);
    // Work on the blocking pool cannot be stopped: waiting for it here could hold the exit for ever.
    runtime.shutdown_background();
    Ok(result)
}

/// Tasks that belong together. Dropped, it cancels those that still run.
#[derive(Debug)]
pub struct Tasks<T>(JoinSet<T>);

/// Why a task has no result.
#[derive(Debug)]
pub struct Panicked;

impl<T: Send + 'static> Tasks<T> {
    /// No tasks.
    pub fn new() -> Self {
        Self(JoinSet::new())
    }

    /// Starts one more.
    pub fn spawn(&mut self, task: impl Future<Output = T> + Send + 'static) {
        self.0.spawn(task);
    }

    /// Waits for the next to end; none is left when this is `None`.
    pub async fn next(&mut self) -> Option<Result<T, Panicked>> {
        self.0
            .join_next()
            .await
            .map(|result| result.map_err(|_| Panicked))
    }

    /// How many have not been waited for.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// A number of permits; who has none waits.
#[derive(Clone, Debug)]
pub struct Permits(Arc<Semaphore>);

/// Given back when dropped.
#[derive(Debug)]
pub struct Permit(#[expect(dead_code, reason = "held for its drop")] OwnedSemaphorePermit);

impl Permits {
    /// This many.
    pub fn new(count: usize) -> Self {
        Self(Arc::new(Semaphore::new(count)))
    }

    /// Waits for one.
    pub async fn take(&self) -> Permit {
        let permit = Arc::clone(&self.0).acquire_owned().await;
        Permit(permit.expect("this semaphore is never closed"))
    }
}

/// Raises a [`Flag`] once, from any thread.
#[derive(Debug)]
pub struct Raise(watch::Sender<bool>);

/// A flag that tasks wait for.
#[derive(Clone, Debug)]
pub struct Flag(watch::Receiver<bool>);

/// A flag and what raises it.
pub fn flag() -> (Raise, Flag) {
    let (sender, receiver) = watch::channel(false);
    (Raise(sender), Flag(receiver))
}

impl Raise {
    /// Raises the flag.
    pub fn raise(self) {
        self.0.send_replace(true);
    }
}

impl Flag {
    /// Waits until the flag is raised, or until nobody is left to raise it.
    pub async fn raised(&self) {
        let _ = self.0.clone().wait_for(|raised| *raised).await;
    }
}

/// Listens with a socket made elsewhere.
#[derive(Debug)]
pub struct Listener(TcpListener);

impl Listener {
    /// Takes over a bound socket.
    pub fn new(listener: std::net::TcpListener) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        TcpListener::from_std(listener).map(Self)
    }

    /// The next connection.
    pub async fn accept(&self) -> io::Result<(Stream, SocketAddr)> {
        let (stream, peer) = self.0.accept().await?;
        stream.set_nodelay(true)?;
        Ok((Stream::new(stream), peer))
    }
}

/// Opens a connection; names are looked up off the async threads.
pub async fn connect(host: &str, port: u16) -> io::Result<Stream> {
    let stream = TcpStream::connect((host, port)).await?;
    stream.set_nodelay(true)?;
    Ok(Stream::new(stream))
}

/// Waits.
pub async fn sleep(time: Duration) {
    tokio::time::sleep(time).await;
}

/// What `work` gives, unless it takes longer.
pub async fn timeout<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(limit, pin!(work)).await.ok()
}

/// Runs work that blocks or computes on the runtime's pool for it. Bound it: the pool has many threads.
pub async fn unblock<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Panicked> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Panicked)
}
