#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

struct Session {
    id: u32,
}

impl Drop for Session {
    fn drop(&mut self) {
        let id = self.id;
        tokio::spawn(async move { println!("{id} is closed") });
    }
}

fn expire(sessions: Vec<Session>) {
    std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_secs(60));
        drop(sessions);
    });
}

fn main() {}
