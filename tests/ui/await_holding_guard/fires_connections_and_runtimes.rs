#![deny(await_holding_guard)]
#![allow(unused)]

use r2d2::{ManageConnection, Pool, PooledConnection};
use tokio::runtime::Handle;
use tokio::sync::watch;

struct Manager;
struct Connection;

impl ManageConnection for Manager {
    type Connection = Connection;
    type Error = std::fmt::Error;

    fn connect(&self) -> Result<Connection, Self::Error> {
        Ok(Connection)
    }

    fn is_valid(&self, _: &mut Connection) -> Result<(), Self::Error> {
        Ok(())
    }

    fn has_broken(&self, _: &mut Connection) -> bool {
        false
    }
}

impl Connection {
    fn execute(&mut self, _: &str) {}
}

async fn fetch() -> String {
    tokio::task::yield_now().await;
    String::new()
}

#[allow(blocking_call_in_async)]
async fn with_a_connection(pool: Pool<Manager>) -> Result<(), r2d2::Error> {
    let mut connection = pool.get()?;
    connection.execute("select");
    let answer = fetch().await;
    connection.execute(&answer);
    Ok(())
}

struct Repository {
    connection: PooledConnection<Manager>,
}

impl Repository {
    async fn store(mut self) {
        let answer = fetch().await;
        self.connection.execute(&answer);
    }
}

async fn in_a_runtime(handle: &Handle) {
    let _guard = handle.enter();
    fetch().await;
}

async fn watched(mut settings: watch::Receiver<String>) {
    let current = settings.borrow_and_update();
    if current.is_empty() {
        fetch().await;
    }
    println!("{}", *current);
}

fn main() {}
