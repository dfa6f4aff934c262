//! Code without its layout.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Long code changes inside without being another finding.
const LONGEST: usize = 100;

/// The beginning of `code` in one line that rustfmt does not change: no comments, spaces only between words, and
/// neither commas nor braces, which it adds at the ends of lists and around closures and arms.
pub(super) fn normal(code: &str) -> String {
    let text = match code.parse::<TokenStream>() {
        Ok(tokens) => {
            let mut text = String::new();
            write(tokens, &mut text);
            text
        }
        // Half a string or bracket.
        Err(_) => code.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => text[..end].to_owned(),
        None => text,
    }
}

fn write(tokens: TokenStream, text: &mut String) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace | Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write(group.stream(), text);
                text.push_str(close);
            }
            TokenTree::Punct(comma) if comma.as_char() == ',' => {}
            TokenTree::Punct(mark) => text.push(mark.as_char()),
            word => {
                let ends_in_word = |text: &str| {
                    text.ends_with(|last: char| last.is_alphanumeric() || matches!(last, '_' | '"' | '\''))
                };
                if ends_in_word(text) {
                    text.push(' ');
                }
                text.push_str(&word.to_string());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_comments_and_what_rustfmt_adds_do_not_count() {
        let short = "store.load(&mut a, \"x y\", [1, 2])";
        let long =
            "store // the store\n    .load(\n        &mut a,\n        \"x y\",\n        [1, 2,],\n    )";
        assert_eq!(normal(short), "store.load(&mut a \"x y\"[1 2])");
        assert_eq!(normal(long), normal(short));
        let (short, long) = (
            "all.map(|it| load(it))",
            "all\n    .map(|it| {\n        load(it)\n    })",
        );
        assert_eq!(normal(long), normal(short));
        let (short, long) = (
            "match x { A => b(), C => d() }",
            "match x {\n A => { b() }\n C => {\n d() } }",
        );
        assert_eq!(normal(long), normal(short));
    }

    #[test]
    fn words_stay_apart_and_other_code_is_other_code() {
        assert_eq!(normal("async  move { x }"), "async move x");
        assert_ne!(normal("a b"), normal("ab"));
        assert_ne!(normal("load(1)"), normal("load(2)"));
    }

    #[test]
    fn long_code_counts_by_its_beginning_and_damaged_code_as_text() {
        let long = format!("spawn({})", "é".repeat(300));
        assert_eq!(normal(&long).chars().count(), LONGEST);
        assert_eq!(normal("load(\n  \"x"), "load( \"x");
    }
}
