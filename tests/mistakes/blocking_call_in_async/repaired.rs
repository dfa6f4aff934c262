//! The banner of the day, which an editor changes by writing a file.

use std::fs;
use std::io;

use crate::rt;

const FILE: &str = "/srv/shop/banner.txt";

/// The banner as it stands in the file now.
pub async fn today() -> io::Result<String> {
    let read = rt::unblock(|| fs::read_to_string(FILE)).await;
    let banner = read.map_err(|_| io::Error::other("the read panicked"))??;
    Ok(banner.trim_end().to_owned())
}
