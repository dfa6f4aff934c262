#![deny(future_never_awaited)]
#![allow(unused)]

async fn load() -> u32 {
    1
}

#[cfg(test)]
mod tests {
    #[test]
    fn is_made() {
        let _future = super::load();
    }
}

macro_rules! measured {
    ($work:expr) => {{
        let _future = async { $work };
        $work
    }};
}

fn measure() -> u32 {
    measured!(1 + 1)
}

fn main() {}
