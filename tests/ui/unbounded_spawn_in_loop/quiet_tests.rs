#![deny(unbounded_spawn_in_loop)]
#![allow(unused)]

use tokio::net::TcpListener;

#[cfg(test)]
mod tests {
    #[test]
    fn echoes() {
        async fn serve(listener: tokio::net::TcpListener) {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(async move { drop(socket) });
            }
        }
    }
}

#[test]
fn echoes() {
    async fn serve(listener: TcpListener) {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(async move { drop(socket) });
        }
    }
}

fn main() {}
