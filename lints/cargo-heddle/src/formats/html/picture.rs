//! The way from a finding to its cause, drawn from top to bottom.

use maud::{Markup, html};

use crate::messages::{Finding, Place, Step};

const HEIGHT: usize = 48;
const GAP: usize = 34;
const MARGIN: usize = 14;

/// What a letter of the code takes, and where the text is cut.
const LETTER: usize = 8;
const NARROWEST: usize = 260;
const WIDEST: usize = 88;

/// A box of the picture.
struct Node {
    title: String,
    place: String,
    kind: &'static str,
    /// What leads here from the box above.
    edge: String,
}

/// The picture as SVG that takes its colours from the page.
pub(super) fn draw(finding: &Finding) -> Markup {
    let nodes = nodes(finding);
    let letters = nodes.iter().flat_map(|node| [&node.title, &node.place]);
    let letters = letters
        .map(|text| text.chars().count().min(WIDEST))
        .max()
        .unwrap_or(0);
    let width = (letters * LETTER + 2 * MARGIN).max(NARROWEST);
    let height = nodes.len() * (HEIGHT + GAP) - GAP;
    let middle = MARGIN + 20;
    let says: Vec<_> = finding.chain.iter().map(|step| step.says.as_str()).collect();
    html! {
        svg.way role="img" aria-label=(says.join("; ")) width=(width + 2) height=(height + 2)
            viewBox=(format!("-1 -1 {} {}", width + 2, height + 2)) {
            @for (at, node) in nodes.iter().enumerate() {
                @let top = at * (HEIGHT + GAP);
                @if at > 0 {
                    path.edge d=(format!("M{middle} {} V{}", top - GAP, top - 2)) {}
                    path.head d=(format!("M{} {} l5 8 l5 -8 z", middle - 5, top - 9)) {}
                    text.edge-label x=(middle + 14) y=(top - GAP / 2 + 4) { (node.edge) }
                }
                g.(node.kind) {
                    title { (node.title) " " (node.place) }
                    rect y=(top) width=(width) height=(HEIGHT) rx="6" {}
                    text.title x=(MARGIN) y=(top + 20) { (cut(&node.title)) }
                    text.place x=(MARGIN) y=(top + 38) { (cut(&node.place)) }
                }
            }
        }
    }
}

fn nodes(finding: &Finding) -> Vec<Node> {
    let Finding { place, chain, .. } = finding;
    let called = chain
        .first()
        .and_then(|step| Hop::read(&step.says))
        .map(|hop| hop.from.to_owned());
    let written = || place.code().split_whitespace().collect::<Vec<_>>().join(" ");
    let start = Node {
        title: called.unwrap_or_else(written),
        place: line(place),
        kind: "start",
        edge: String::new(),
    };
    let last = chain.len() - 1;
    let steps = chain.iter().enumerate().map(|(at, step)| node(step, at == last));
    [start].into_iter().chain(steps).collect()
}

/// "`a` calls `b`": an arrow "calls" from a box `a` to a box `b`.
struct Hop<'a> {
    from: &'a str,
    verb: &'a str,
    to: &'a str,
}

impl<'a> Hop<'a> {
    fn read(says: &'a str) -> Option<Self> {
        match says.split('`').collect::<Vec<_>>().as_slice() {
            ["", from, verb, to, ""] => Some(Self {
                from,
                verb: verb.trim(),
                to,
            }),
            _ => None,
        }
    }
}

/// The box of a step; all its words where they are no hop.
fn node(step: &Step, is_last: bool) -> Node {
    let place = step.whereabouts(str::to_owned);
    let kind = if step.upstream.is_some() {
        "upstream"
    } else {
        "own"
    };
    match Hop::read(&step.says) {
        Some(Hop { verb, to, .. }) => Node {
            title: to.to_owned(),
            place: format!("from {place}"),
            kind: if is_last { "cause" } else { kind },
            edge: verb.to_owned(),
        },
        None => Node {
            title: step.says.replace('`', ""),
            place,
            kind,
            edge: String::new(),
        },
    }
}

fn line(place: &Place) -> String {
    format!("{}:{}", place.file, place.line)
}

/// Of a long path the end is kept, as functions of one module differ there; of all else the beginning.
fn cut(text: &str) -> String {
    let letters = text.chars().count();
    if letters <= WIDEST {
        return text.to_owned();
    }
    let is_path = text.contains("::") && !text.contains(['(', '"']);
    if is_path {
        return ['…']
            .into_iter()
            .chain(text.chars().skip(letters - WIDEST + 1))
            .collect();
    }
    text.chars().take(WIDEST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_path_keeps_its_end_and_long_code_its_beginning() {
        let module = "service::storage::".repeat(8);
        let [load, save] = ["load", "save"].map(|name| cut(&format!("{module}Store::<T>::{name}")));
        assert!(
            load.starts_with('…') && load.ends_with("::Store::<T>::load"),
            "{load}"
        );
        assert_ne!(load, save);
        assert_eq!(load.chars().count(), WIDEST);
        let code = cut(&format!("load(\"{module}\", ä)"));
        assert!(
            code.starts_with("load(\"service") && code.ends_with('…'),
            "{code}"
        );
        assert_eq!(cut("std::fs::read"), "std::fs::read");
    }
}
