#![deny(cpu_loop_in_async)]
#![allow(unused)]

async fn pairs(points: Vec<u64>) -> usize {
    let count = move || {
        let mut found = 0;
        for one in &points {
            for other in &points {
                found += usize::from(one == other);
            }
        }
        found
    };
    smol::unblock(count).await
}

async fn on_threads(points: Vec<u64>) -> usize {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    rayon::spawn(move || {
        let mut found = 0;
        for one in &points {
            for other in &points {
                found += usize::from(one == other);
            }
        }
        let _ = sender.send(found);
    });
    receiver.await.unwrap_or(0)
}

fn main() {}
