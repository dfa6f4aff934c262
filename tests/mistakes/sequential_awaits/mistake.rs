//! The front page, put together from what editors have written.

use std::io;

use tokio::fs;

/// The news, and below them what is offered today.
pub async fn page() -> io::Result<String> {
    let news = fs::read_to_string("/srv/shop/news.html").await?;
    let offers = fs::read_to_string("/srv/shop/offers.html").await?;
    Ok(format!("<main>{news}{offers}</main>"))
}
