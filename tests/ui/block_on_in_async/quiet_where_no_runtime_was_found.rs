#![deny(block_on_in_async)]
#![allow(unused)]

use tokio::runtime::{Handle, Runtime};

fn wait() -> u32 {
    Runtime::new().unwrap().block_on(async { 7 })
}

fn asked() -> u32 {
    if Handle::try_current().is_err() { wait() } else { 0 }
}

fn returned() -> u32 {
    if Handle::try_current().is_ok() {
        return 0;
    }
    wait()
}

fn matched() -> u32 {
    match Handle::try_current() {
        Ok(handle) => tokio::task::block_in_place(|| handle.block_on(async { 7 })),
        Err(_) => wait(),
    }
}

fn bound() -> u32 {
    if let Ok(_handle) = Handle::try_current() { 0 } else { wait() }
}

fn otherwise() -> u32 {
    let Err(_) = Handle::try_current() else {
        return 0;
    };
    wait()
}

async fn handle() -> u32 {
    asked() + returned() + matched() + bound() + otherwise()
}

fn main() {}
