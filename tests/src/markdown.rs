//! Pages of the book, as tests read them.

/// The code of a language on a page.
pub fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let mark = format!("```{language}\n");
    let parts = page.split(mark.as_str()).skip(1);
    parts.filter_map(|part| Some(part.split_once("```")?.0)).collect()
}
