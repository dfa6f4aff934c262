#![deny(detached_task_result_lost)]
#![allow(unused)]

macro_rules! background {
    ($job:expr) => {
        tokio::spawn(async move { $job.await });
    };
}

async fn send(number: u32) -> Result<(), std::num::TryFromIntError> {
    u8::try_from(number)?;
    Ok(())
}

fn start(numbers: &[u32]) {
    numbers.iter().copied().for_each(|number| {
        tokio::task::spawn(send(number));
    });
    background!(send(1));
}

fn main() {}
