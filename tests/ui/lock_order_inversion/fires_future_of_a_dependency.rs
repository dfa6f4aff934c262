#![deny(lock_order_inversion)]
#![allow(unused)]

use futures::lock::Mutex;
use heddle_storage::locks::Library;

struct Desk {
    library: Library,
    readers: Mutex<Vec<String>>,
}

impl Desk {
    async fn lend(&self, reader: &str) {
        let mut readers = self.readers.lock().await;
        if let Some(book) = self.library.lend().await {
            readers.push(format!("{reader}: {book}"));
        }
    }

    async fn take_back(&self, book: &str) {
        let mut books = self.library.hold().await;
        books.push(book.to_owned());
        self.readers.lock().await.retain(|reader| !reader.contains(book));
    }
}

fn main() {}
