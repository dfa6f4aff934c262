#![deny(future_dropped_unpolled)]
#![allow(unused)]

fn forget<F: Future>(make: impl Fn() -> F, all: Vec<F>) {
    drop(make());
    let _both = vec![make(), make()];
    drop(all);
}

fn main() {}
