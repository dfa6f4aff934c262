//! One end is kept, or the other is waited for elsewhere: these are no requests.

#![deny(request_reply_without_timeout)]
#![allow(unused)]

use tokio::sync::oneshot;

struct Server {
    stop: Option<oneshot::Sender<()>>,
}

async fn serve(shared: &std::sync::Mutex<Server>) {
    let (stop, stopped) = oneshot::channel();
    shared.lock().unwrap().stop = Some(stop);
    let _ = stopped.await;
}

fn make() -> (oneshot::Sender<u8>, oneshot::Receiver<u8>) {
    oneshot::channel()
}

async fn last(receiver: oneshot::Receiver<u8>) -> u8 {
    receiver.await.unwrap_or(0)
}

fn main() {}
