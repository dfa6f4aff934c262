#![deny(async_busy_wait)]
#![allow(unused)]

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

struct Device;

impl Device {
    fn step(&mut self) {
        println!("steps");
    }
}

async fn drive(mut device: Device, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        device.step();
        tokio::task::yield_now().await;
    }
}

async fn log(stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        println!("still here");
        tokio::task::yield_now().await;
    }
}

async fn increment(count: &AtomicU64) {
    let mut current = count.load(Ordering::Relaxed);
    while let Err(seen) = count.compare_exchange(current, current + 1, Ordering::AcqRel, Ordering::Relaxed) {
        current = seen;
    }
}

async fn fill(stop: &AtomicBool, numbers: &mut [u64]) {
    let mut at = 0;
    while !stop.load(Ordering::Relaxed) {
        numbers[at % 8] = 1;
        at += 1;
    }
}

async fn unless_stopped(stop: &AtomicBool, device: &mut Device) {
    loop {
        let stopped = stop.load(Ordering::Relaxed);
        if !stopped {
            device.step();
        }
        tokio::task::yield_now().await;
        if stopped {
            break;
        }
    }
}

fn main() {}
