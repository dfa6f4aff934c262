#![deny(cpu_loop_in_async)]
#![allow(unused)]

async fn closest(points: Vec<(f64, f64)>) -> Option<f64> {
    smol::Timer::after(std::time::Duration::from_millis(1)).await;
    let mut best: Option<f64> = None;
    for one in 0..points.len() {
        for other in one + 1..points.len() {
            let distance = (points[one].0 - points[other].0).hypot(points[one].1 - points[other].1);
            best = Some(best.map_or(distance, |best| best.min(distance)));
        }
    }
    best
}

fn main() {}
