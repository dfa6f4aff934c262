#![deny(future_never_awaited)]
#![allow(unused)]

use futures::future::BoxFuture;

async fn save(number: u32) -> Result<(), String> {
    Ok(())
}

fn notify() -> BoxFuture<'static, ()> {
    Box::pin(async {})
}

async fn update(number: u32, is_new: bool) {
    let _saved = if is_new { save(0) } else { save(number) };
    let _again = match number {
        0 => return,
        1 => save(1),
        other => save(other),
    };
    let _told: BoxFuture<'_, ()> = if is_new {
        notify()
    } else {
        println!("nothing new");
        Box::pin(async { println!("old") })
    };
}

fn main() {}
