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

fn main() {}
