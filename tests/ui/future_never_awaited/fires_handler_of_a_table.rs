#![deny(future_never_awaited)]
#![allow(unused)]

use std::collections::HashMap;

use futures::future::BoxFuture;

type Handler = Box<dyn Fn(u32) -> BoxFuture<'static, u32> + Send + Sync>;

struct Router {
    routes: HashMap<String, Handler>,
    fallback: fn(u32) -> BoxFuture<'static, u32>,
}

impl Router {
    async fn serve(&self, path: &str, request: u32) {
        match self.routes.get(path) {
            Some(handler) => {
                let _response = handler(request);
            }
            None => {
                let _response = (self.fallback)(request);
            }
        }
    }
}

async fn count() {
    let add = async |left: u32, right: u32| left + right;
    let _sum = add(1, 2);
}

fn main() {}
