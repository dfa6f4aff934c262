#![deny(block_on_in_drop)]
#![allow(unused)]

use std::rc::Rc;

struct Writer {
    last: Option<String>,
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.last
            .take()
            .into_iter()
            .for_each(|line| pollster::block_on(async { println!("{line}") }));
    }
}

type Shared = Option<Rc<Writer>>;

async fn write(writer: Shared) {
    drop(writer);
}

fn main() {}
