#![deny(large_future_spawned)]
#![allow(unused)]

struct Table {
    rows: [u64; 4096],
}

impl Table {
    async fn fill(&mut self) {
        tokio::task::yield_now().await;
        self.rows[0] = 1;
    }
}

async fn build() -> u64 {
    let mut table = Table { rows: [0; 4096] };
    table.fill().await;
    table.rows[0]
}

async fn serve() {
    let built = build().await;
    println!("{built}");
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(serve());
}
