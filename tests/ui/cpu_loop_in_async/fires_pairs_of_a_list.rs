#![deny(cpu_loop_in_async)]
#![allow(unused)]

struct Orders {
    open: Vec<Order>,
}

#[derive(Clone)]
struct Order {
    price: u64,
    buys: bool,
}

impl Orders {
    // Every order is compared with every other one.
    async fn match_up(&self, answer: tokio::sync::oneshot::Sender<usize>) {
        let mut matches = 0;
        for buy in self.open.iter().filter(|order| order.buys) {
            for sell in self.open.iter().skip(1).filter(|order| !order.buys) {
                if buy.price >= sell.price {
                    matches += 1;
                }
            }
        }
        let _ = answer.send(matches);
    }
}

fn main() {}
