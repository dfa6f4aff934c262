//! Plain actix-web, a worker a core.

use actix_web::{App, HttpServer, web};

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let workers = std::thread::available_parallelism()?.get();
    HttpServer::new(|| App::new().route("/", web::get().to(async || peers::HELLO)))
        .workers(workers)
        .bind(peers::address())?
        .run()
        .await
}
