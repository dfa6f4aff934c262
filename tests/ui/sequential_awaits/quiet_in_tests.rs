#![deny(sequential_awaits)]
#![allow(unused)]

//! Tests may take their time.

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn reads() {
        let one = tokio::fs::read("one").await;
        let two = tokio::fs::read("two").await;
        assert_eq!(one.is_ok(), two.is_ok());
    }
}

fn main() {}
