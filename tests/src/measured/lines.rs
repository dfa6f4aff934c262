//! Charts of lines: what a number becomes along a parameter.

use super::catalogue::Chart;
use super::chart::{Axis, Panel, WIDTH, axis_title, begin, description, escaped, line, tick_text};
use super::data::Summary;

/// The field between the axes; what is right of it is for the lines' names, of which a letter takes so much at most.
const LEFT: f64 = 70.0;
const RIGHT: f64 = 560.0;
const LETTER: f64 = 7.4;
/// Between the field and the names.
const GAP: f64 = 12.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 314.0;
/// The whole height.
const HEIGHT: f64 = 366.0;
/// Names stand at least so far apart.
const NAME: f64 = 17.0;
/// How many colours and dashes the style sheet has.
const STYLES: usize = 6;

/// A variant with its numbers by the parameter's.
type Line<'a> = (&'a str, Vec<(f64, Summary)>);

/// A line for each variant along the panels' parameter, whose leading number counts.
pub(crate) fn lines(id: &str, chart: &Chart, unit: &str, parameter: &str, panels: &[Panel]) -> String {
    let summaries = panels.iter().flat_map(|panel| panel.bars.iter().map(|bar| bar.1));
    let up = Axis::of(chart.scale, summaries);
    let all: Vec<f64> = panels.iter().map(|panel| number(&panel.name)).collect();
    let right = right(panels);
    let along = Axis::of(
        chart.along.unwrap_or_default(),
        all.iter().map(|one| Summary {
            median: *one,
            min: *one,
            max: *one,
        }),
    );
    let mut out = begin(id, &chart.title, &description(unit, panels), HEIGHT);
    for tick in &up.ticks {
        let y = up.place(*tick, BOTTOM, TOP);
        line(
            &mut out,
            &format!("<path class=\"grid\" d=\"M{LEFT:.1} {y:.1}H{right:.1}\"/>"),
        );
        let number = tick_text(*tick);
        line(
            &mut out,
            &format!(
                "<text class=\"name\" x=\"{:.1}\" y=\"{:.1}\">{number}</text>",
                LEFT - 8.0,
                y + 4.5
            ),
        );
    }
    for (place, panel) in all.iter().zip(panels) {
        let (x, y, name) = (
            along.place(*place, LEFT, right),
            BOTTOM + 18.0,
            escaped(&panel.name),
        );
        line(
            &mut out,
            &format!("<text class=\"tick\" x=\"{x:.1}\" y=\"{y:.1}\">{name}</text>"),
        );
    }
    let (x, y) = (f64::midpoint(LEFT, right), BOTTOM + 40.0);
    let title = escaped(&format!("along: {parameter}; up: {}", axis_title(unit, chart)));
    line(
        &mut out,
        &format!("<text class=\"axis\" x=\"{x:.1}\" y=\"{y:.1}\">{title}</text>"),
    );
    let found = series(panels);
    let mut ends = Vec::new();
    for (at, (name, points)) in found.iter().enumerate() {
        let style = at % STYLES;
        let mut path = String::new();
        for (x, summary) in points {
            let x = along.place(*x, LEFT, right);
            let [y, least, most] =
                [summary.median, summary.min, summary.max].map(|value| up.place(value, BOTTOM, TOP));
            path += &format!("{}{x:.1} {y:.1}", if path.is_empty() { "M" } else { "L" });
            line(
                &mut out,
                &format!("<circle class=\"dot style-{style}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>"),
            );
            if least - most > 1.0 {
                line(
                    &mut out,
                    &format!("<path class=\"whisker\" d=\"M{x:.1} {least:.1}V{most:.1}\"/>"),
                );
            }
        }
        line(
            &mut out,
            &format!("<path class=\"line style-{style}\" d=\"{path}\"/>"),
        );
        let last = points
            .last()
            .map_or(BOTTOM, |(_, summary)| up.place(summary.median, BOTTOM, TOP));
        ends.push((last, *name, style));
    }
    for (y, name, style) in apart(ends) {
        let (x, y, name) = (right + GAP, y + 4.5, escaped(name));
        line(
            &mut out,
            &format!("<text class=\"series style-{style}\" x=\"{x:.1}\" y=\"{y:.1}\">{name}</text>"),
        );
    }
    out + "</svg>\n"
}

/// Where the field ends, so that the longest name has its place.
fn right(panels: &[Panel]) -> f64 {
    let names = panels
        .iter()
        .flat_map(|panel| panel.bars.iter().map(|bar| &bar.0));
    let letters = names.map(|name| name.chars().count()).max().unwrap_or(0);
    RIGHT.min(WIDTH - GAP - letters as f64 * LETTER)
}

fn series(panels: &[Panel]) -> Vec<Line<'_>> {
    let mut found: Vec<Line<'_>> = Vec::new();
    for panel in panels {
        for (name, summary) in &panel.bars {
            let at = found.iter().position(|(known, _)| known == name);
            let at = at.unwrap_or_else(|| {
                found.push((name, Vec::new()));
                found.len() - 1
            });
            found[at].1.push((number(&panel.name), *summary));
        }
    }
    for (_, points) in &mut found {
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    found
}

/// The names at the lines' ends, none over another one.
fn apart(mut ends: Vec<(f64, &str, usize)>) -> Vec<(f64, &str, usize)> {
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    for at in 1..ends.len() {
        ends[at].0 = ends[at].0.max(ends[at - 1].0 + NAME);
    }
    ends
}

fn number(parameter: &str) -> f64 {
    let word = parameter.split_whitespace().next().unwrap_or_default();
    word.replace(',', "").parse().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_variant_is_one_line_with_its_name() {
        let one = |value: f64| Summary {
            median: value,
            min: value,
            max: value,
        };
        let panel = |name: &str, a: f64, b: f64| Panel {
            name: name.to_owned(),
            bars: vec![("a".to_owned(), one(a)), ("b".to_owned(), one(b))],
        };
        let chart: Chart =
            toml::from_str("measures = [\"p50\"]\ntitle = \"Late\"\nalong = \"linear\"").unwrap();
        let panels = [panel("20 %", 1.0, 1.0), panel("100 %", 4.0, 4.0)];
        let drawn = lines("h2", &chart, "ms", "load", &panels);
        assert_eq!(drawn.matches("class=\"line").count(), 2);
        let places: Vec<&str> = drawn
            .lines()
            .filter(|line| line.contains("class=\"series"))
            .collect();
        assert_eq!(places.len(), 2);
        let y = |line: &str| {
            line.split("y=\"")
                .nth(1)
                .and_then(|rest| rest.split('"').next()?.parse::<f64>().ok())
        };
        assert!(y(places[1]).unwrap() - y(places[0]).unwrap() >= NAME - 0.1);
    }
}
