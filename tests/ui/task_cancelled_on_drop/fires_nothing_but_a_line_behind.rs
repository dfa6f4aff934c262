#![deny(task_cancelled_on_drop)]
#![allow(unused)]

async fn serve(port: u16) {}

fn start(port: u16) -> Result<(), String> {
    let _server = smol::spawn(serve(port));
    println!("listening on {port}");
    Ok(())
}

fn main() {}
