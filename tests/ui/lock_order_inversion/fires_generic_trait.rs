#![deny(lock_order_inversion)]
#![allow(unused)]

use parking_lot::Mutex;
trait Sink {
    fn emit(&self, s: &Stats);
}
struct Stats {
    counts: Mutex<Vec<u64>>,
    names: Mutex<Vec<String>>,
}
struct Print;
impl Sink for Print {
    fn emit(&self, s: &Stats) {
        s.names.lock().push("x".into());
    }
}
fn run<S: Sink>(sink: &S, s: &Stats) {
    let c = s.counts.lock();
    sink.emit(s);
    drop(c);
}
fn other(s: &Stats) {
    let n = s.names.lock();
    s.counts.lock().push(n.len() as u64);
}
fn main() {}
