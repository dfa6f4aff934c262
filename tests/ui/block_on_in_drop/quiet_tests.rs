#![deny(block_on_in_drop)]
#![allow(unused)]

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    struct Fixture;

    impl Drop for Fixture {
        fn drop(&mut self) {
            futures::executor::block_on(async {});
        }
    }

    async fn work(fixture: Arc<Fixture>) {}

    #[tokio::test]
    async fn works() {
        work(Arc::new(Fixture)).await;
    }
}

fn main() {}
