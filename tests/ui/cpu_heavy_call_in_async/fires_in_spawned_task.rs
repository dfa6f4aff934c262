#![deny(cpu_heavy_call_in_async)]

use tokio::sync::mpsc;

async fn serve(mut requests: mpsc::Receiver<(String, String)>) {
    while let Some((password, hash)) = requests.recv().await {
        tokio::spawn(async move {
            let valid = bcrypt::verify(password, &hash).unwrap_or(false);
            println!("{valid}");
        });
    }
}

fn main() {
    drop(serve(mpsc::channel(1).1));
}
