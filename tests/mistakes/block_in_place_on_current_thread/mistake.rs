//! Sends the orders of a day to the warehouse again.

use std::fs;
use std::io;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::task;

fn main() -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(replay("/srv/shop/orders.log"))
}

async fn replay(log: &'static str) -> io::Result<()> {
    let orders = task::block_in_place(|| fs::read(log))?;
    let mut warehouse = TcpStream::connect("warehouse.internal:7000").await?;
    warehouse.write_all(&orders).await
}
