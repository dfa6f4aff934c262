#![deny(blocking_call_in_async)]
#![allow(unused)]

async fn fetch() -> Result<String, ureq::Error> {
    ureq::get("http://localhost:1/").call()?.body_mut().read_to_string()
}

fn main() {}
