//! The banner of the day, which an editor changes by writing a file.

use std::io;

use tokio::fs;

/// The banner as it stands in the file now.
pub async fn today() -> io::Result<String> {
    let banner = fs::read_to_string("/srv/shop/banner.txt").await?;
    Ok(banner.trim_end().to_owned())
}
