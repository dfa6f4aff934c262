#![deny(blocking_call_reachable_from_async)]
#![allow(unused)]

struct Pages(Vec<String>);

impl std::ops::Index<usize> for Pages {
    type Output = String;

    fn index(&self, page: usize) -> &String {
        std::thread::sleep(std::time::Duration::from_millis(3));
        &self.0[page]
    }
}

async fn length(pages: &Pages) -> usize {
    pages[1].len()
}

fn main() {}
