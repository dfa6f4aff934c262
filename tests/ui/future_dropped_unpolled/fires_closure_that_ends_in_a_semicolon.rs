#![deny(future_dropped_unpolled)]
#![allow(unused)]

async fn start(pauses: Vec<std::time::Duration>) {
    pauses.into_iter().for_each(|pause| {
        let pause = smol::Timer::after(pause);
        pause;
    });
}

async fn wait() {
    let pause = smol::Timer::after(std::time::Duration::from_secs(1));
    pause;
}

fn main() {}
