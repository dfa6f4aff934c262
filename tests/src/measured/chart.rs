//! Charts as SVG that stands in the page itself, so that the book's themes colour it. All text, all lengths
//! with one digit after the point: the same data gives the same bytes.

use std::fmt::Write as _;

use super::catalogue::{Chart, Scale};
use super::data::Summary;
use super::number::shown;

/// The whole width; the page scales it.
pub(crate) const WIDTH: f64 = 720.0;
/// Where the names end and the numbers' field begins.
const LEFT: f64 = 245.0;
/// Where the field ends; what follows is for the value of the longest.
const RIGHT: f64 = 640.0;
/// A row's height.
const ROW: f64 = 24.0;
/// A panel's head.
const HEAD: f64 = 30.0;
/// The axis below the last panel.
const AXIS: f64 = 44.0;

/// The bars of one parameter.
#[derive(Clone, Debug)]
pub(crate) struct Panel {
    /// The parameter.
    pub(crate) name: String,
    /// The variants with their numbers, in the order in which they are drawn.
    pub(crate) bars: Vec<(String, Summary)>,
}

/// A chart of bars: a panel for each parameter, one below the other, on one scale.
pub(crate) fn bars(id: &str, chart: &Chart, unit: &str, panels: &[Panel]) -> String {
    let axis = Axis::of(
        chart.scale,
        panels.iter().flat_map(|panel| panel.bars.iter().map(|bar| bar.1)),
    );
    let heads = panels.iter().filter(|panel| !panel.name.is_empty()).count() as f64;
    let rows: usize = panels.iter().map(|panel| panel.bars.len()).sum();
    let bottom = heads.mul_add(HEAD, 10.0) + rows as f64 * ROW;
    let mut out = begin(id, &chart.title, &description(unit, panels), bottom + AXIS);
    grid(&mut out, &axis, bottom, &axis_title(unit, chart));
    let mut top = 5.0;
    for panel in panels {
        if !panel.name.is_empty() {
            line(
                &mut out,
                &format!(
                    "<text class=\"panel\" x=\"0\" y=\"{:.1}\">{}</text>",
                    top + 20.0,
                    escaped(&panel.name)
                ),
            );
            top += HEAD;
        }
        for (name, summary) in &panel.bars {
            row(&mut out, &axis, name, summary, top + ROW / 2.0);
            top += ROW;
        }
    }
    out + "</svg>\n"
}

/// The opening of a chart, with what a screen reader says of it.
pub(crate) fn begin(id: &str, title: &str, description: &str, height: f64) -> String {
    format!(
        "<svg viewBox=\"0 0 {WIDTH:.0} {height:.1}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">\n\
         <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n",
        escaped(title),
        escaped(description)
    )
}

pub(crate) fn description(unit: &str, panels: &[Panel]) -> String {
    let told = panels.iter().map(|panel| {
        let bars = panel.bars.iter();
        let bars: Vec<_> = bars
            .map(|(name, one)| format!("{name} {} {unit}", shown(one.median, 3)))
            .collect();
        let before = if panel.name.is_empty() {
            String::new()
        } else {
            format!("{}: ", panel.name)
        };
        format!("{before}{}.", bars.join("; "))
    });
    told.collect::<Vec<_>>().join(" ")
}

pub(crate) fn axis_title(unit: &str, chart: &Chart) -> String {
    let better = if chart.more_is_better { "more" } else { "less" };
    let scale = if chart.scale == Scale::Log {
        ", logarithmic"
    } else {
        ""
    };
    format!("{unit}, {better} is better{scale}")
}

fn row(out: &mut String, axis: &Axis, name: &str, summary: &Summary, y: f64) {
    let [from, least, middle, most] =
        [axis.base(), summary.min, summary.median, summary.max].map(|value| axis.place(value, LEFT, RIGHT));
    line(
        out,
        &format!(
            "<text class=\"name\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            LEFT - 8.0,
            y + 4.5,
            escaped(name)
        ),
    );
    if axis.scale == Scale::Log {
        // A bar has no length where there is no zero: a dot tells the place.
        line(
            out,
            &format!("<path class=\"stem\" d=\"M{from:.1} {y:.1}H{middle:.1}\"/>"),
        );
        line(
            out,
            &format!("<circle class=\"dot\" cx=\"{middle:.1}\" cy=\"{y:.1}\" r=\"5\"/>"),
        );
    } else {
        let (top, width) = (y - 7.5, middle - from);
        line(
            out,
            &format!(
                "<rect class=\"bar\" x=\"{from:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"15\"/>"
            ),
        );
    }
    whisker(out, least, most, y);
    let after = most.max(middle) + 9.0;
    let value = shown(summary.median, 3);
    line(
        out,
        &format!(
            "<text class=\"value\" x=\"{after:.1}\" y=\"{:.1}\">{value}</text>",
            y + 4.5
        ),
    );
}

/// From the least to the most, where they can be told apart.
fn whisker(out: &mut String, least: f64, most: f64, y: f64) {
    if most - least < 1.0 {
        return;
    }
    let (up, down) = (y - 4.0, y + 4.0);
    line(
        out,
        &format!(
            "<path class=\"whisker\" d=\"M{least:.1} {up:.1}V{down:.1}M{least:.1} {y:.1}H{most:.1}M{most:.1} {up:.1}V{down:.1}\"/>"
        ),
    );
}

/// The lines of the grid with their numbers below.
fn grid(out: &mut String, axis: &Axis, bottom: f64, title: &str) {
    for tick in &axis.ticks {
        let x = axis.place(*tick, LEFT, RIGHT);
        line(
            out,
            &format!("<path class=\"grid\" d=\"M{x:.1} 5V{bottom:.1}\"/>"),
        );
        let (y, number) = (bottom + 16.0, tick_text(*tick));
        line(
            out,
            &format!("<text class=\"tick\" x=\"{x:.1}\" y=\"{y:.1}\">{number}</text>"),
        );
    }
    let (x, y) = (f64::midpoint(LEFT, RIGHT), bottom + 36.0);
    line(
        out,
        &format!(
            "<text class=\"axis\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>",
            escaped(title)
        ),
    );
}

/// Ticks are round numbers: as few digits as they have.
pub(crate) fn tick_text(value: f64) -> String {
    shown(
        value,
        if value.abs() >= 1.0 {
            value.log10().floor() as u32 + 1
        } else {
            1
        },
    )
}

/// How numbers become places.
pub(crate) struct Axis {
    pub(crate) scale: Scale,
    pub(crate) ticks: Vec<f64>,
}

impl Axis {
    /// One on which all of these have room.
    pub(crate) fn of(scale: Scale, values: impl Iterator<Item = Summary>) -> Self {
        let (mut least, mut most) = (f64::INFINITY, 0.0_f64);
        for value in values {
            most = most.max(value.max);
            // There is no logarithm of nothing; it stands where the axis begins.
            for number in [value.min, value.median]
                .into_iter()
                .filter(|number| *number > 0.0)
            {
                least = least.min(number);
            }
        }
        if most <= 0.0 {
            (least, most) = (0.1, 1.0);
        }
        let ticks = match scale {
            Scale::Log => {
                let (from, to) = (least.log10().floor() as i32, most.log10().ceil() as i32);
                let to = to.max(from + 1);
                (from..=to).map(|power| 10_f64.powi(power)).collect()
            }
            Scale::Linear => {
                let step = round_step(most / 5.0);
                (0..)
                    .map(|count| f64::from(count) * step)
                    .take_while(|tick| *tick < most + step)
                    .collect()
            }
        };
        Self { scale, ticks }
    }

    fn base(&self) -> f64 {
        self.ticks[0]
    }

    /// Between the two ends.
    pub(crate) fn place(&self, value: f64, from: f64, to: f64) -> f64 {
        let (least, most) = (self.ticks[0], self.ticks[self.ticks.len() - 1]);
        let part = match self.scale {
            Scale::Linear => (value - least) / (most - least),
            Scale::Log => (value.max(least) / least).log10() / (most / least).log10(),
        };
        part.clamp(0.0, 1.0).mul_add(to - from, from)
    }
}

/// The next of 1, 2, 5, 10, 20, …
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powi(least.log10().floor() as i32);
    let step = [1.0, 2.0, 5.0].into_iter().find(|step| step * power >= least);
    step.unwrap_or(10.0) * power
}

pub(crate) fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("a string takes all");
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests;
