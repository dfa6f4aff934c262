#![deny(lock_order_inversion)]
#![allow(unused)]

use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{Mutex, RwLock};
struct State<T>(T);
struct Path<T>(T);
#[derive(Default)]
struct App {
    sessions: RwLock<HashMap<u32, String>>,
    metrics: Mutex<u64>,
}
async fn get(State(app): State<Arc<App>>, Path(id): Path<u32>) -> Option<String> {
    let s = app.sessions.read().await;
    let r = s.get(&id).cloned();
    app.bump().await;
    r
}
impl App {
    async fn bump(&self) {
        *self.metrics.lock().await += 1
    }
}
async fn metrics(State(app): State<Arc<App>>) -> String {
    let m = app.metrics.lock().await;
    format!("{} {}", m, app.sessions.write().await.len())
}
fn main() {}
