#![deny(lock_order_inversion)]
#![allow(unused)]

use smol::lock::Mutex;
use std::sync::Arc;

struct Game {
    board: Mutex<Vec<u8>>,
    score: Mutex<u32>,
}

fn main() {
    let game = Arc::new(Game {
        board: Mutex::new(vec![0; 9]),
        score: Mutex::new(0),
    });
    let theirs = game.clone();
    smol::spawn(async move {
        let board = theirs.board.lock().await;
        *theirs.score.lock().await += u32::from(board[0]);
    })
    .detach();
    let ours = Arc::clone(&game);
    smol::spawn(async move {
        let score = ours.score.lock().await;
        ours.board.lock().await[0] = *score as u8;
    })
    .detach();
}
