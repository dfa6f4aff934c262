#![deny(cpu_loop_in_async)]
#![allow(unused)]

struct Ranks(Vec<f64>);

impl Ranks {
    fn improved(&self) -> Self {
        Self(self.0.iter().map(|rank| (rank + 1.0) / 2.0).collect())
    }

    fn is_close(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(one, other)| (one - other).abs() < 1e-9)
    }
}

async fn settle(mut ranks: Ranks) -> Ranks {
    smol::future::yield_now().await;
    while !ranks.is_close(&ranks.improved()) {
        ranks = ranks.improved();
    }
    ranks
}

fn main() {}
