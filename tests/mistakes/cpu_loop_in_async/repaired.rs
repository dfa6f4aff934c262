//! Articles that resemble each other.

use crate::app::App;

/// An article, by the bits of what it is like.
type Article = u64;

/// All pairs that differ in two points at most.
pub async fn pairs(app: &App, articles: Vec<Article>) -> Vec<(Article, Article)> {
    let compare = move || {
        let mut pairs = Vec::new();
        for one in &articles {
            for other in &articles {
                if one < other && (one ^ other).count_ones() <= 2 {
                    pairs.push((*one, *other));
                }
            }
        }
        pairs
    };
    app.cpu.run(compare).await.unwrap_or_default()
}
