#![deny(future_never_awaited)]
#![allow(unused)]

type Driver = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

struct Client;

async fn connect(address: &str) -> std::io::Result<(Client, Driver)> {
    Ok((Client, Box::pin(async {})))
}

async fn start() -> std::io::Result<Client> {
    let (client, _driver) = connect("localhost").await?;
    Ok(client)
}

fn main() {}
