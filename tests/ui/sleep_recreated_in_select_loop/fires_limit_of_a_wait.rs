#![deny(sleep_recreated_in_select_loop)]
#![allow(unused)]

use std::time::Duration;

use tokio::sync::{broadcast, mpsc};

#[derive(Clone)]
struct Receipt {
    id: u64,
}

// Every block ends the turn, also those without the receipt: while there are blocks, the limit never comes.
async fn receipt(mut blocks: broadcast::Receiver<Receipt>, wanted: u64, millis: u64) -> Result<Receipt, String> {
    let limit = Duration::from_millis(millis);
    loop {
        tokio::select! {
            block = blocks.recv() => {
                if let Ok(block) = block
                    && block.id == wanted
                {
                    return Ok(block);
                }
                continue;
            }
            _ = tokio::time::sleep(limit) => return Err("no receipt".to_owned()),
        }
    }
}

async fn answer(mut answers: mpsc::Receiver<(u64, String)>, id: u64) -> Option<String> {
    loop {
        tokio::select! {
            answer = answers.recv() => match answer {
                Some((of, answer)) if of == id => return Some(answer),
                Some(_) => {}
                None => return None,
            },
            () = tokio::time::sleep(Duration::from_secs(5)) => return None,
        }
    }
}

fn main() {}
