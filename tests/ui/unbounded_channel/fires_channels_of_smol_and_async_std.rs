#![deny(unbounded_channel)]
#![allow(unused)]

mod on_smol {
    pub struct Queue<T> {
        pub sender: smol::channel::Sender<T>,
        pub receiver: smol::channel::Receiver<T>,
    }

    impl<T> Default for Queue<T> {
        fn default() -> Self {
            let (sender, receiver) = smol::channel::unbounded();
            Self { sender, receiver }
        }
    }
}

mod on_async_std {
    use async_std::channel::{Receiver, Sender, unbounded};

    pub fn queue<T>() -> (Sender<T>, Receiver<T>) {
        unbounded()
    }
}

fn main() {}
