#![deny(sleep_recreated_in_select_loop)]
#![allow(unused)]

use std::time::Duration;

use tokio::sync::mpsc;

// What comes is thrown away until nothing has come for a while.
async fn drain(mut events: mpsc::Receiver<u32>) -> bool {
    loop {
        tokio::select! {
            event = events.recv() => {
                if event.is_none() {
                    return false;
                }
            }
            () = tokio::time::sleep(Duration::from_secs(1)) => return true,
        }
    }
}

async fn gather(mut parts: mpsc::Receiver<Option<String>>) -> Vec<String> {
    let mut all = Vec::new();
    loop {
        tokio::select! {
            part = parts.recv() => match part {
                Some(Some(part)) => all.push(part),
                _ => return all,
            },
            () = tokio::time::sleep(Duration::from_secs(5)) => return all,
        }
    }
}

// A transfer that stands still is given up; one that goes on is not.
async fn transfer(mut parts: mpsc::Receiver<Result<Vec<u8>, String>>) -> Result<usize, String> {
    let mut length = 0;
    loop {
        tokio::select! {
            part = parts.recv() => match part {
                Some(Ok(part)) => length += part.len(),
                Some(Err(error)) => return Err(error),
                None => return Ok(length),
            },
            () = tokio::time::sleep(Duration::from_secs(30)) => return Err("idle".to_owned()),
        }
    }
}

// Whoever is on the other side has to show that it is still there.
async fn watch(mut beats: mpsc::Receiver<Result<u32, String>>) -> Result<(), String> {
    loop {
        tokio::select! {
            beat = beats.recv() => match beat {
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error),
                None => return Ok(()),
            },
            () = tokio::time::sleep(Duration::from_secs(30)) => return Err("gone".to_owned()),
        }
    }
}

fn main() {}
