#![deny(thread_spin_wait)]
#![allow(unused)]

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;

fn compute(stop: &AtomicBool) -> u64 {
    let mut sum = 0_u64;
    while !stop.load(Ordering::Relaxed) {
        sum = sum.wrapping_mul(31).wrapping_add(7);
    }
    sum
}

fn accept(stop: &AtomicBool, listener: &std::net::TcpListener) {
    while !stop.load(Ordering::Relaxed) {
        if let Ok((connection, _)) = listener.accept() {
            drop(connection);
        }
    }
}

fn empty(jobs: &Receiver<u32>, list: &mut VecDeque<u32>) {
    while jobs.try_recv().is_ok() {}
    while let Ok(job) = jobs.try_recv() {
        list.push_back(job);
    }
    while let Some(job) = list.pop_front() {}
}

trait Device {
    fn step(&mut self) -> bool;
}

fn drive(device: &mut dyn Device, stop: &AtomicBool) {
    loop {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        device.step();
    }
}

fn main() {}
