#![deny(cpu_loop_in_async)]
#![allow(unused)]

fn middle(low: usize, high: usize) -> usize {
    low + (high - low) / 2
}

async fn position(sorted: Vec<u64>, wanted: u64) -> usize {
    tokio::task::yield_now().await;
    let (mut low, mut high) = (0, sorted.len());
    while low < high {
        let at = middle(low, high);
        if sorted[at] < wanted {
            low = at + 1;
        } else {
            high = at;
        }
    }
    let mut digits = 0;
    let mut rest = wanted;
    while rest != 0 {
        rest /= 10;
        digits += 1;
    }
    low + digits
}

fn main() {}
