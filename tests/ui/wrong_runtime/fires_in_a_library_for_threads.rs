#![deny(wrong_runtime)]

mod client {
    use std::io;
    use tokio::net::UdpSocket;

    async fn ask(question: &[u8]) -> io::Result<Vec<u8>> {
        let socket = UdpSocket::bind("127.0.0.1:0").await?;
        socket.send_to(question, "127.0.0.1:5353").await?;
        let mut answer = vec![0; 512];
        let size = socket.recv(&mut answer).await?;
        answer.truncate(size);
        Ok(answer)
    }

    pub fn ask_and_wait(question: &[u8]) -> io::Result<Vec<u8>> {
        futures::executor::block_on(async { ask(question).await })
    }
}

fn main() {
    println!("{:?}", client::ask_and_wait(b"who"));
}
