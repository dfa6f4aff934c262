#![deny(cpu_loop_in_async)]
#![allow(unused)]

async fn all(users: Vec<String>, rooms: Vec<String>, sender: tokio::sync::mpsc::Sender<(String, String)>) {
    for user in &users {
        for room in &rooms {
            let _ = sender.send((user.clone(), room.clone())).await;
        }
    }
    for user in &users {
        for room in &rooms {
            print!("{user}{room}");
        }
        tokio::task::yield_now().await;
    }
}

fn main() {}
