#![deny(blocking_call_in_async)]
#![allow(unused)]

fn gather(paths: &[&str]) -> Vec<std::io::Result<Vec<u8>>> {
    std::thread::scope(|scope| {
        let reads: Vec<_> = paths.iter().map(|path| scope.spawn(|| std::fs::read(*path))).collect();
        reads.into_iter().map(|read| read.join().unwrap()).collect()
    })
}

fn main() {}
