#![deny(future_dropped_unpolled)]
#![allow(unused)]

async fn load(number: u32) -> u32 {
    number
}

fn parsed(text: &str) -> Result<impl Future<Output = u32>, std::num::ParseIntError> {
    text.parse().map(load)
}

async fn start(number: Option<u32>) -> Result<(), std::num::ParseIntError> {
    let _loaded = number.map(load);
    let _ = number.map(|number| load(number));
    let (first, _rest) = (load(1).await, (load(2), load(3)));
    let _ = parsed("4");
    let _pair = (load(5), 6);
    Ok(())
}

fn main() {}
