#![deny(detached_task_result_lost)]
#![allow(unused)]

async fn serve() -> std::io::Result<()> {
    Ok(())
}

fn start() {
    drop(smol::spawn(serve()));
}

fn main() {}
