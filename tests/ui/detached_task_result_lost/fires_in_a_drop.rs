#![deny(detached_task_result_lost)]
#![allow(unused)]

use std::io;

struct Session {
    id: u32,
}

async fn close(id: u32) -> io::Result<()> {
    tokio::net::TcpStream::connect(("sessions.internal", 7800)).await?;
    Ok(())
}

impl Drop for Session {
    fn drop(&mut self) {
        tokio::spawn(close(self.id));
    }
}

fn main() {}
