#![deny(cpu_loop_in_async)]
#![allow(unused)]

struct Table {
    rows: Vec<Vec<u64>>,
}

// Each cell is visited once.
async fn sum(table: Table, extra: Vec<String>) -> u64 {
    tokio::task::yield_now().await;
    let mut sum = 0;
    for row in &table.rows {
        for cell in row {
            sum += cell;
        }
    }
    for number in 0..table.rows.len() {
        for cell in &table.rows[number] {
            sum += cell;
        }
    }
    for number in 0..table.rows.len() {
        for cell in 0..table.rows[number].len() {
            sum += table.rows[number][cell];
        }
    }
    for line in &extra {
        for letter in line.chars() {
            sum += u64::from(letter);
        }
    }
    sum
}

fn main() {}
