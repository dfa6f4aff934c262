#![deny(blocking_call_in_async)]
#![allow(unused)]

#[cfg(test)]
mod tests {
    async fn fixture() -> Vec<u8> {
        std::fs::read("fixture.bin").unwrap()
    }
}

#[tokio::test]
async fn waits() {
    std::thread::sleep(std::time::Duration::from_millis(1));
}

fn main() {}
