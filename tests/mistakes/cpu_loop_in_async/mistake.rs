//! Articles that resemble each other.

use crate::app::App;
use crate::metrics::Counted;

/// An article, by the bits of what it is like.
type Article = u64;

/// All pairs that differ in two points at most.
pub async fn pairs(app: &App, articles: Vec<Article>) -> Vec<(Article, Article)> {
    let _computing = Counted::new(&app.metrics.computing);
    let mut pairs = Vec::new();
    for one in &articles {
        for other in &articles {
            if one < other && (one ^ other).count_ones() <= 2 {
                pairs.push((*one, *other));
            }
        }
    }
    pairs
}
