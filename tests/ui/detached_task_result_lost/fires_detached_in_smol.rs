#![deny(detached_task_result_lost)]
#![allow(unused)]

use smol::net::TcpListener;

async fn serve() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    loop {
        listener.accept().await?;
    }
}

fn start() {
    smol::spawn(serve()).detach();
    smol::unblock(|| std::fs::remove_file("lock")).detach();
}

fn main() {}
