//! The async runtimes behind one trait, so that each benchmark of tasks stands once.

use std::io;
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::Duration;

/// What the benchmarks need of a runtime.
pub(crate) trait Runtime: 'static {
    /// Sends numbers, with room for one.
    type Sender: Send + 'static;
    /// Receives them.
    type Receiver: Send + 'static;
    /// One end of a pair of sockets.
    type Socket: Send + 'static;

    /// Runs `main` as a task, beside those that it spawns.
    fn run<T: Send + 'static>(main: impl Future<Output = T> + Send + 'static) -> T;
    /// Starts a task; what it gives waits for the end.
    fn spawn<T: Send + 'static>(
        task: impl Future<Output = T> + Send + 'static,
    ) -> impl Future<Output = T> + Send + 'static;
    fn sleep(time: Duration) -> impl Future<Output = ()> + Send;
    fn channel() -> (Self::Sender, Self::Receiver);
    fn send(sender: &Self::Sender, number: u64) -> impl Future<Output = ()> + Send;
    fn receive(receiver: &mut Self::Receiver) -> impl Future<Output = u64> + Send;
    fn socket(socket: UnixStream) -> io::Result<Self::Socket>;
    fn write(socket: &mut Self::Socket, byte: u8) -> impl Future<Output = io::Result<()>> + Send;
    fn read(socket: &mut Self::Socket) -> impl Future<Output = io::Result<u8>> + Send;
}

/// How many threads a runtime gets.
pub(crate) fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Tokio, with a thread a core or with one alone.
pub(crate) struct Tokio<const ONE_THREAD: bool>;

impl<const ONE_THREAD: bool> Runtime for Tokio<ONE_THREAD> {
    type Sender = tokio::sync::mpsc::Sender<u64>;
    type Receiver = tokio::sync::mpsc::Receiver<u64>;
    type Socket = tokio::net::UnixStream;

    fn run<T: Send + 'static>(main: impl Future<Output = T> + Send + 'static) -> T {
        let mut builder = if ONE_THREAD {
            tokio::runtime::Builder::new_current_thread()
        } else {
            tokio::runtime::Builder::new_multi_thread()
        };
        let runtime = builder.worker_threads(cores()).enable_all().build();
        let runtime = runtime.expect("a runtime starts");
        // What `block_on` is given would run beside the workers, not among them.
        runtime.block_on(async { tokio::spawn(main).await.expect("no task panics") })
    }

    fn spawn<T: Send + 'static>(
        task: impl Future<Output = T> + Send + 'static,
    ) -> impl Future<Output = T> + Send + 'static {
        let task = tokio::spawn(task);
        async { task.await.expect("no task panics") }
    }

    async fn sleep(time: Duration) {
        tokio::time::sleep(time).await;
    }

    fn channel() -> (Self::Sender, Self::Receiver) {
        tokio::sync::mpsc::channel(1)
    }

    async fn send(sender: &Self::Sender, number: u64) {
        sender.send(number).await.expect("the other side lives");
    }

    async fn receive(receiver: &mut Self::Receiver) -> u64 {
        receiver.recv().await.expect("the other side lives")
    }

    fn socket(socket: UnixStream) -> io::Result<Self::Socket> {
        socket.set_nonblocking(true)?;
        tokio::net::UnixStream::from_std(socket)
    }

    async fn write(socket: &mut Self::Socket, byte: u8) -> io::Result<()> {
        tokio::io::AsyncWriteExt::write_all(socket, &[byte]).await
    }

    async fn read(socket: &mut Self::Socket) -> io::Result<u8> {
        tokio::io::AsyncReadExt::read_u8(socket).await
    }
}

/// Smol, with `SMOL_THREADS` threads.
pub(crate) struct Smol;

impl Runtime for Smol {
    type Sender = smol::channel::Sender<u64>;
    type Receiver = smol::channel::Receiver<u64>;
    type Socket = smol::Async<UnixStream>;

    fn run<T: Send + 'static>(main: impl Future<Output = T> + Send + 'static) -> T {
        smol::block_on(smol::spawn(main))
    }

    fn spawn<T: Send + 'static>(
        task: impl Future<Output = T> + Send + 'static,
    ) -> impl Future<Output = T> + Send + 'static {
        smol::spawn(task)
    }

    async fn sleep(time: Duration) {
        smol::Timer::after(time).await;
    }

    fn channel() -> (Self::Sender, Self::Receiver) {
        smol::channel::bounded(1)
    }

    async fn send(sender: &Self::Sender, number: u64) {
        sender.send(number).await.expect("the other side lives");
    }

    async fn receive(receiver: &mut Self::Receiver) -> u64 {
        receiver.recv().await.expect("the other side lives")
    }

    fn socket(socket: UnixStream) -> io::Result<Self::Socket> {
        smol::Async::new(socket)
    }

    async fn write(socket: &mut Self::Socket, byte: u8) -> io::Result<()> {
        smol::io::AsyncWriteExt::write_all(socket, &[byte]).await
    }

    async fn read(socket: &mut Self::Socket) -> io::Result<u8> {
        let mut byte = [0];
        smol::io::AsyncReadExt::read_exact(socket, &mut byte).await?;
        Ok(byte[0])
    }
}

/// async-std, with a thread a core.
pub(crate) struct AsyncStd;

impl Runtime for AsyncStd {
    type Sender = async_std::channel::Sender<u64>;
    type Receiver = async_std::channel::Receiver<u64>;
    type Socket = async_std::os::unix::net::UnixStream;

    fn run<T: Send + 'static>(main: impl Future<Output = T> + Send + 'static) -> T {
        async_std::task::block_on(async_std::task::spawn(main))
    }

    fn spawn<T: Send + 'static>(
        task: impl Future<Output = T> + Send + 'static,
    ) -> impl Future<Output = T> + Send + 'static {
        async_std::task::spawn(task)
    }

    async fn sleep(time: Duration) {
        async_std::task::sleep(time).await;
    }

    fn channel() -> (Self::Sender, Self::Receiver) {
        async_std::channel::bounded(1)
    }

    async fn send(sender: &Self::Sender, number: u64) {
        sender.send(number).await.expect("the other side lives");
    }

    async fn receive(receiver: &mut Self::Receiver) -> u64 {
        receiver.recv().await.expect("the other side lives")
    }

    fn socket(socket: UnixStream) -> io::Result<Self::Socket> {
        Ok(socket.into())
    }

    async fn write(socket: &mut Self::Socket, byte: u8) -> io::Result<()> {
        async_std::io::WriteExt::write_all(socket, &[byte]).await
    }

    async fn read(socket: &mut Self::Socket) -> io::Result<u8> {
        let mut byte = [0];
        async_std::io::ReadExt::read_exact(socket, &mut byte).await?;
        Ok(byte[0])
    }
}
