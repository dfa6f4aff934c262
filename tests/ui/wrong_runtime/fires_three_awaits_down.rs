#![deny(wrong_runtime)]

use tokio::net::TcpStream;

struct Client {
    stream: TcpStream,
}

impl Client {
    async fn new(address: &str) -> std::io::Result<Self> {
        Ok(Self {
            stream: connect(address).await?,
        })
    }
}

async fn connect(address: &str) -> std::io::Result<TcpStream> {
    TcpStream::connect(address).await
}

async fn start() -> std::io::Result<()> {
    let client = Client::new("127.0.0.1:6379").await?;
    client.stream.set_nodelay(true)
}

fn main() -> std::io::Result<()> {
    pollster::block_on(start())
}
