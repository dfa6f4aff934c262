#![deny(nested_runtime)]
#![allow(unused)]

#[cfg(test)]
mod tests {
    async fn handle() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.spawn(async {});
    }
}

fn main() {}
