//! The seam between the service and its runtime: the only file that names one. Here it is smol.

mod stream;

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};
use std::thread;
use std::time::Duration;

use futures_lite::{AsyncRead, AsyncWrite, FutureExt};
use futures_util::future::TryFutureExt;
use futures_util::stream::{FuturesUnordered, StreamExt};
use smol::channel::{Receiver, Sender};
use smol::lock::{Semaphore, SemaphoreGuardArc};
use smol::{Async, Executor, Task, Timer, net};

use stream::Io;

/// A connection as hyper reads and writes it.
pub type Stream = Io<Socket>;

/// Drives the tasks. smol's own would take the number of its threads from the environment.
static EXECUTOR: Executor<'static> = Executor::new();

/// Runs `main` and every task it spawns on this many threads.
pub fn run<T>(threads: usize, main: impl Future<Output = T>) -> io::Result<T> {
    let (ended, until) = smol::channel::bounded::<Infallible>(1);
    for number in 1..threads {
        let until = until.clone();
        thread::Builder::new()
            .name(format!("smol-{number}"))
            .spawn(move || smol::block_on(EXECUTOR.run(until.recv())))?;
    }
    let result = smol::block_on(EXECUTOR.run(main));
    drop(ended); // the other threads end with it
    Ok(result)
}

/// Tasks that belong together. Dropped, it cancels those that still run.
#[derive(Debug)]
pub struct Tasks<T>(FuturesUnordered<Task<Result<T, Panicked>>>);

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
        self.0.push(EXECUTOR.spawn(task));
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
    let (sender, receiver) = smol::channel::bounded(1);
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
        let mut told = pin!(self.0.recv());
        let mut waiting: Option<Waker> = None;
        poll_fn(|context| {
            // Whoever looks whether the channel has ended locks it for all who wait: once for each waker is enough.
            let waits = waiting
                .as_ref()
                .is_some_and(|waker| waker.will_wake(context.waker()));
            if waits && !self.0.is_closed() {
                return Poll::Pending;
            }
            waiting = Some(context.waker().clone());
            told.as_mut().poll(context).map(drop)
        })
        .await;
    }
}

/// Listens with a socket made elsewhere.
#[derive(Debug)]
pub struct Listener(Async<TcpListener>);

impl Listener {
    /// Takes over a bound socket.
    pub fn new(listener: TcpListener) -> io::Result<Self> {
        Async::new(listener).map(Self)
    }

    /// The next connection.
    pub async fn accept(&self) -> io::Result<(Stream, SocketAddr)> {
        let (stream, peer) = self.0.accept().await?;
        stream.get_ref().set_nodelay(true)?;
        let socket = Socket {
            stream,
            is_empty: false,
        };
        Ok((Io(socket), peer))
    }
}

/// A connection that was accepted.
#[derive(Debug)]
pub struct Socket {
    stream: Async<TcpStream>,
    /// Whether the last read took all there was. To read again would then only ask the system in vain.
    is_empty: bool,
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        if self.is_empty {
            ready!(self.stream.poll_readable(context))?;
        }
        let read = ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        self.is_empty = read < buffer.len();
        Poll::Ready(Ok(read))
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, buffers)
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(self.stream.get_ref().shutdown(Shutdown::Write))
    }
}

/// Opens a connection; names are looked up off the async threads.
pub async fn connect(host: &str, port: u16) -> io::Result<Io<net::TcpStream>> {
    let stream = net::TcpStream::connect((host, port)).await?;
    stream.set_nodelay(true)?;
    Ok(Io(stream))
}

/// Waits.
pub async fn sleep(time: Duration) {
    Timer::after(time).await;
}

/// What `work` gives, unless it takes longer.
pub async fn timeout<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    let late = async {
        Timer::after(limit).await;
        None
    };
    async { Some(work.await) }.or(late).await
}

/// Runs work that blocks or computes on the runtime's pool for it. Bound it: the pool has many threads.
pub async fn unblock<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Panicked> {
    smol::unblock(|| catch_unwind(AssertUnwindSafe(work)).map_err(|_| Panicked)).await
}
