//! What the bridges lead to: an async client of a server that answers each line with one.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// Asks the server one question.
pub async fn ask(server: SocketAddr, question: &str) -> io::Result<String> {
    let mut stream = BufReader::new(TcpStream::connect(server).await?);
    stream.write_all(format!("{question}\n").as_bytes()).await?;
    let mut answer = String::new();
    stream.read_line(&mut answer).await?;
    Ok(answer.trim_end().to_owned())
}
