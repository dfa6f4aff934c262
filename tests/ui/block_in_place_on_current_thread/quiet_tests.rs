#![deny(block_in_place_on_current_thread)]
#![allow(unused)]

#[cfg(test)]
mod tests {
    #[tokio::test(flavor = "current_thread")]
    async fn works() {
        tokio::task::block_in_place(|| ());
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    tokio::task::yield_now().await;
}
