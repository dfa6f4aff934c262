#![deny(blocking_call_in_async)]
#![allow(unused)]

use std::fs::File;
use std::io::{BufWriter, Write};

async fn log(out: &mut BufWriter<File>) -> std::io::Result<()> {
    writeln!(out, "started")?;
    out.write_all(b"ready\n")
}

fn main() {}
