#![deny(sleep_recreated_in_select_loop)]
#![allow(unused)]

use std::time::Duration;

use tokio::time::sleep;

struct Error;

async fn is_ready() -> bool {
    false
}

async fn wait() -> Result<(), Error> {
    while !is_ready().await {
        tokio::select! {
            _ = sleep(Duration::from_millis(500)) => println!("still waiting"),
            _ = sleep(Duration::from_secs(30)) => return Err(Error),
        }
    }
    Ok(())
}

fn main() {}
