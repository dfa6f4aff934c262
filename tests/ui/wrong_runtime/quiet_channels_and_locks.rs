#![deny(wrong_runtime)]

use tokio::sync::{Mutex, Notify, Semaphore, mpsc, oneshot};

async fn count(mutex: &Mutex<u32>) -> u32 {
    let mut count = mutex.lock().await;
    *count += 1;
    tokio::task::yield_now().await;
    *count
}

fn main() {
    smol::block_on(async {
        let (sender, mut receiver) = mpsc::channel(1);
        let (reply, answer) = oneshot::channel();
        let worker = smol::spawn(async move {
            let number: u32 = receiver.recv().await.unwrap_or_default();
            let _ = reply.send(number + 1);
        });
        let mutex = Mutex::new(0);
        let (first, second) = tokio::join!(count(&mutex), count(&mutex));
        assert_eq!(first + second, 3);
        let _permit = Semaphore::new(1).acquire_owned_or_not();
        Notify::new().notify_one();
        tokio::select! {
            sent = sender.send(1) => assert!(sent.is_ok()),
        }
        assert_eq!(answer.await, Ok(2));
        worker.await;
    });
}

trait Permit {
    fn acquire_owned_or_not(&self) -> bool;
}

impl Permit for Semaphore {
    fn acquire_owned_or_not(&self) -> bool {
        self.try_acquire().is_ok()
    }
}
