#![deny(request_reply_without_timeout)]
#![allow(unused)]

#[cfg(test)]
mod tests {
    use tokio::sync::{mpsc, oneshot};

    #[tokio::test]
    async fn answers() {
        let (counter, mut requests) = mpsc::channel::<oneshot::Sender<u64>>(1);
        tokio::spawn(async move { requests.recv().await.unwrap().send(1) });
        let (reply, answer) = oneshot::channel();
        counter.send(reply).await.unwrap();
        assert_eq!(answer.await, Ok(1));
    }
}

fn main() {}
