#![deny(runtime_context_on_foreign_thread)]
#![allow(unused)]

use rayon::prelude::*;

async fn resize(images: Vec<Vec<u8>>) {
    images.into_par_iter().for_each(|image| {
        let small = image.into_iter().step_by(2).collect::<Vec<u8>>();
        tokio::spawn(async move { drop(tokio::fs::write("small", small).await) });
    });
}

fn both() {
    rayon::join(|| tokio::task::spawn_blocking(|| 1), || 2);
}

fn main() {}
