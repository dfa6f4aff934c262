#![deny(lock_order_inversion)]
#![allow(unused)]

use tokio::sync::Mutex;
static GATE: Mutex<()> = Mutex::const_new(());
struct S {
    a: Mutex<u32>,
    b: Mutex<u32>,
}
async fn pair(x: &Mutex<u32>, y: &Mutex<u32>) {
    let g = x.lock().await;
    *y.lock().await += *g;
}
impl S {
    async fn f(&self) {
        let _g = GATE.lock().await;
        pair(&self.a, &self.b).await;
    }
    async fn g(&self) {
        let _g = GATE.lock().await;
        pair(&self.b, &self.a).await;
    }
}
fn main() {}
