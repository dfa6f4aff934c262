//! A lease on an account: for as long as it lives, no other replica of the service works on that account.

use std::io;
use std::sync::Arc;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::runtime::Handle;

/// Given back with the last of its clones.
#[derive(Clone, Debug)]
pub struct Lease(#[expect(dead_code, reason = "held for its drop")] Arc<Held>);

#[derive(Debug)]
struct Held(u64);

impl Lease {
    /// Takes the lease on an account.
    pub async fn take(account: u64) -> io::Result<Self> {
        tell("take", account).await?;
        Ok(Self(Arc::new(Held(account))))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let account = self.0;
        Handle::current().spawn(async move {
            if let Err(error) = tell("give", account).await {
                tracing::warn!(%error, "the lease must run out");
            }
        });
    }
}

async fn tell(what: &str, account: u64) -> io::Result<()> {
    let mut locks = TcpStream::connect("locks.internal:7200").await?;
    locks
        .write_all(format!("{what} {account}\n").as_bytes())
        .await
}
