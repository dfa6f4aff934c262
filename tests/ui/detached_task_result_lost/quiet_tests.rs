#![deny(detached_task_result_lost)]
#![allow(unused)]

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn works() {
        tokio::spawn(async { tokio::fs::read("file").await });
    }
}

#[test]
fn starts() {
    smol::spawn(async { Err::<(), ()>(()) }).detach();
}

fn main() {}
