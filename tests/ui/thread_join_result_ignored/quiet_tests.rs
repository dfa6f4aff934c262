#![deny(thread_join_result_ignored)]
#![allow(unused)]

#[cfg(test)]
mod tests {
    #[test]
    fn works() {
        let _ = std::thread::spawn(|| panic!("as it should")).join();
    }
}

#[test]
fn ends() {
    drop(std::thread::spawn(|| ()).join());
}

fn main() {}
