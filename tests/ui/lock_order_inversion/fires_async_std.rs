#![deny(lock_order_inversion)]
#![allow(unused)]

use async_std::sync::{Mutex, RwLock};

struct Files {
    index: RwLock<Vec<String>>,
    handles: Mutex<Vec<u32>>,
}

impl Files {
    async fn open(&self, name: String) {
        let mut index = self.index.write().await;
        index.push(name);
        let mut handles = self.handles.lock().await;
        handles.push(index.len() as u32);
    }

    async fn close(&self, handle: u32) -> Option<String> {
        let mut handles = self.handles.lock().await;
        handles.retain(|it| *it != handle);
        let index = self.index.read().await;
        index.get(handle as usize).cloned()
    }
}

fn main() {}
