#![deny(retry_without_backoff)]
#![allow(unused)]

fn fetch(url: &str) -> String {
    let answer = loop {
        let asked = ureq::get(url).header("accept", "text/plain").call();
        if asked.is_ok() {
            break asked.unwrap();
        }
    };
    answer.into_body().read_to_string().unwrap()
}

fn main() {}
