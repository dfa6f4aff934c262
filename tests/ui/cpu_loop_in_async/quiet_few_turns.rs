#![deny(cpu_loop_in_async)]
#![allow(unused)]

const SIDES: [i32; 3] = [-1, 0, 1];

async fn neighbours(cells: Vec<(i32, i32)>) -> usize {
    async_std::task::yield_now().await;
    let mut found = 0;
    for x in 0..8 {
        for y in 0..8 {
            found += x * y;
        }
    }
    for cell in &cells {
        for dx in SIDES {
            for dy in [-1, 0, 1] {
                found += usize::from(cell.0 + dx == cell.1 + dy);
            }
        }
    }
    for cell in &cells {
        for other in cells.iter().take(3) {
            found += usize::from(cell == other);
        }
    }
    found
}

async fn tries(ids: Vec<u32>, wanted: Option<u32>) -> Option<u32> {
    smol::future::yield_now().await;
    let (mut sum, mut attempts) = (0, 0);
    loop {
        attempts += 1;
        if attempts > 5 {
            break;
        }
        for id in &ids {
            sum += id;
        }
    }
    for id in &ids {
        for wanted in wanted.iter() {
            sum += id * wanted;
        }
    }
    Some(sum)
}

fn main() {}
