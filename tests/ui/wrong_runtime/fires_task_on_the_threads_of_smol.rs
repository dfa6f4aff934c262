#![deny(wrong_runtime)]

async fn serve(requests: Vec<String>) {
    for request in requests {
        tokio::spawn(async move { println!("{request}") });
    }
}

fn main() {
    let server = smol::spawn(serve(Vec::new()));
    smol::block_on(server);
}
