#![deny(condvar_wait_without_loop)]
#![allow(unused)]

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};

struct Mailbox {
    mails: Mutex<VecDeque<String>>,
    arrived: Condvar,
}

impl Mailbox {
    fn wait_for_mail(&self) {
        let mails = self.mails.lock().unwrap();
        if mails.is_empty() {
            drop(self.arrived.wait(mails).unwrap());
        }
    }

    fn pause(&self) {
        let _mails = self.arrived.wait(self.mails.lock().unwrap()).unwrap();
    }

    fn read(&self) -> String {
        loop {
            if let Some(mail) = self.mails.lock().unwrap().pop_front() {
                return mail;
            }
            self.wait_for_mail();
        }
    }
}

fn run(mailbox: &Mailbox) {
    while mailbox.mails.lock().unwrap().is_empty() {
        mailbox.pause();
    }
    println!("{}", mailbox.read());
}

fn main() {}
