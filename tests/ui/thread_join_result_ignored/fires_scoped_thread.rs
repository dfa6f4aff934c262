#![deny(thread_join_result_ignored)]
#![allow(unused)]

fn sum(numbers: &[u32]) {
    std::thread::scope(|scope| {
        let handle = scope.spawn(|| println!("{}", numbers.iter().sum::<u32>()));
        let _ = handle.join();
    });
}

fn main() {}
