#![deny(cpu_loop_in_async)]
#![allow(unused)]

#[tokio::main]
async fn main() {
    let names: Vec<String> = std::env::args().collect();
    let mut pairs = 0;
    for one in &names {
        for other in &names {
            pairs += usize::from(one < other);
        }
    }
    let count = tokio::spawn(async move { pairs }).await;
    println!("{}", count.unwrap_or(0));
}
