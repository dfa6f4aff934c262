#![deny(request_reply_without_timeout)]
#![allow(unused)]

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

enum Command {
    Get(String, oneshot::Sender<Option<String>>),
}

struct Store {
    commands: UnboundedSender<Command>,
}

impl Store {
    fn tell(&self, command: Command) {
        let _ = self.commands.send(command);
    }

    async fn get(&self, key: &str) -> Option<String> {
        let (tx, rx) = oneshot::channel();
        self.tell(Command::Get(key.to_owned(), tx));
        match rx.await {
            Ok(value) => value,
            Err(_) => None,
        }
    }
}

fn main() {}
