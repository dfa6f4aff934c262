#![deny(block_on_in_drop)]
#![allow(unused)]

use std::sync::Arc;

/// Puts a table away, which only plain code asks for.
trait Drop {
    fn drop(&mut self);
}

struct Table;

impl Drop for Table {
    fn drop(&mut self) {
        futures::executor::block_on(async {});
    }
}

async fn read(table: Arc<Table>) {}

fn main() {
    Drop::drop(&mut Table);
}
