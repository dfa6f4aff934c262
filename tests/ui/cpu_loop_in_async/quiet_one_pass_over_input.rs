#![deny(cpu_loop_in_async)]
#![allow(unused)]

struct Tokens {
    text: Vec<char>,
    at: usize,
}

impl Tokens {
    fn next_token(&mut self) -> Option<char> {
        self.at += 1;
        self.text.get(self.at - 1).copied()
    }
}

// Both loops move on through the same text.
async fn parse(mut tokens: Tokens, text: &str) -> Vec<String> {
    smol::future::yield_now().await;
    let mut words = Vec::new();
    let mut depth = 0;
    loop {
        match tokens.next_token() {
            Some('(') => depth += 1,
            Some(letter) => words.push(letter.to_string()),
            None => break,
        }
    }
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        while at < bytes.len() && bytes[at] == b' ' {
            at += 1;
        }
        let start = at;
        while at < bytes.len() && bytes[at] != b' ' {
            at += 1;
        }
        words.push(text[start..at].to_owned());
    }
    words
}

// What is taken away is not there in the next turn.
async fn share_out(mut work: Vec<u32>, people: Vec<String>) -> usize {
    smol::future::yield_now().await;
    let mut sum = 0;
    let mut rest = people.iter();
    for person in &people {
        for piece in work.drain(..) {
            sum += piece as usize + person.len();
        }
        for other in rest.by_ref() {
            sum += other.len();
        }
        for other in &mut rest {
            sum += other.len();
        }
    }
    sum
}

fn main() {}
