//! Notices to customers who have wished for an article that is there again.

use std::io;
use std::time::Duration;

use smol::io::AsyncWriteExt;
use smol::net::TcpStream;

use crate::rt;

/// Mails them, beside the requests.
pub fn start() {
    let mailing = smol::spawn(async {
        match rt::timeout(Duration::from_secs(60), mail()).await {
            Some(Ok(())) => tracing::info!("all notices are out"),
            _ => tracing::warn!("some notices are missing"),
        }
    });
    mailing.detach();
}

async fn mail() -> io::Result<()> {
    let mut mails = TcpStream::connect("mail.internal:7700").await?;
    mails.write_all(b"the lamp is there again\n").await
}
