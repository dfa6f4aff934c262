#![deny(block_on_in_drop)]
#![allow(unused)]

struct Session {
    number: u32,
}

impl Session {
    async fn ask(&mut self) -> u32 {
        self.number
    }

    async fn close(&mut self) {}
}

impl Drop for Session {
    fn drop(&mut self) {
        smol::block_on(self.close());
    }
}

fn main() {
    let mut session = Session { number: 1 };
    smol::spawn(async move {
        session.ask().await;
    })
    .detach();
}
