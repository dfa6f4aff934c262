#![deny(unbounded_channel)]
#![allow(unused)]

fn main() {
    let (sender, receiver) = std::sync::mpsc::sync_channel::<u8>(1);
    let (sender, receiver) = tokio::sync::mpsc::channel::<u8>(1);
    let (sender, receiver) = futures::channel::mpsc::channel::<u8>(1);
    let (sender, receiver) = smol::channel::bounded::<u8>(1);
    let (sender, receiver) = crossbeam_channel::bounded::<u8>(1);
    let (sender, receiver) = flume::bounded::<u8>(1);
}
