#![deny(cpu_loop_in_async)]
#![allow(unused)]

fn score(one: &str, other: &str) -> usize {
    one.len().abs_diff(other.len())
}

async fn similar(names: &[String]) -> Vec<(usize, usize)> {
    async_std::task::yield_now().await;
    let mut found = Vec::new();
    let mut one = 0;
    while one < names.len() {
        let mut other = 0;
        while other < names.len() {
            if one != other && score(&names[one], &names[other]) < 2 {
                found.push((one, other));
            }
            other += 1;
        }
        one += 1;
    }
    found
}

fn main() {}
