#![deny(future_dropped_unpolled)]
#![allow(unused)]

struct Writer;

impl Writer {
    async fn flush(&self) {}
}

struct Guard {
    writer: Writer,
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.writer.flush());
    }
}

fn main() {}
