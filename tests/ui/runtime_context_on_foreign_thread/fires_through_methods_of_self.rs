#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

use std::sync::Arc;

struct Metrics;

impl Metrics {
    fn flush(self: &Arc<Self>) {
        self.report();
    }

    fn report(self: &Arc<Self>) {
        let metrics = Arc::clone(self);
        tokio::task::spawn(async move { drop(metrics) });
    }
}

async fn run(metrics: Arc<Metrics>) {
    std::thread::spawn(move || {
        loop {
            std::thread::park();
            metrics.flush();
        }
    });
}

fn main() {}
