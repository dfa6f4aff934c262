#![deny(sequential_awaits)]
#![allow(unused)]

//! Blocks and closures are async code too, and a match arm has statements of its own.

#[tokio::main]
async fn main() {
    let names = Some((String::from("one"), String::from("two")));
    let task = tokio::spawn(async move {
        match names {
            Some((one, two)) => {
                let one = tokio::fs::read_to_string(one).await.ok();
                let first = tokio::fs::read_to_string("first").await;
                let second = tokio::fs::read_to_string(two).await;
                // Only one of them may fail here.
                first.is_ok() && second.is_ok()
            }
            None => false,
        }
    });
    let _ = task.await;
    let look = async |one: &str, two: &str| {
        let found = tokio::fs::metadata(one).await?;
        let other = tokio::fs::metadata(two).await;
        std::io::Result::Ok(found.len() + other.map_or(0, |it| it.len()))
    };
    let _ = look("one", "two").await;
}
