#![deny(lock_order_inversion)]
#![allow(unused)]

use std::sync::Mutex;

use futures::lock;
use heddle_storage::locks::{JOURNAL, Library, note};

static USERS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn enter(name: &str) {
    USERS.lock().unwrap().push(name.to_owned());
    note(name);
}

fn replay() {
    for line in JOURNAL.lock().unwrap().iter() {
        USERS.lock().unwrap().push(line.clone());
    }
}

struct Desk {
    library: Library,
    readers: lock::Mutex<Vec<String>>,
}

impl Desk {
    async fn lend(&self, reader: &str) {
        if let Some(book) = self.library.lend().await {
            self.readers.lock().await.push(format!("{reader}: {book}"));
        }
    }

    async fn take_back(&self, book: &str) {
        self.readers.lock().await.retain(|reader| !reader.contains(book));
        self.library.hold().await.push(book.to_owned());
    }

    async fn count(&self) -> usize {
        let books = self.library.hold().await;
        self.readers.lock().await.len() + books.len()
    }
}

fn main() {}
