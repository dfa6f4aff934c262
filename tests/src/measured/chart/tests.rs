use super::*;

fn summary(min: f64, median: f64, max: f64) -> Summary {
    Summary { median, min, max }
}

#[test]
fn an_axis_has_round_ticks_around_all_that_it_holds() {
    let linear = Axis::of(Scale::Linear, [summary(30.0, 34.0, 37.0)].into_iter());
    assert_eq!(linear.ticks, [0.0, 10.0, 20.0, 30.0, 40.0]);
    let log = Axis::of(
        Scale::Log,
        [summary(0.5, 0.6, 0.7), summary(20.0, 30.0, 37.0)].into_iter(),
    );
    assert_eq!(log.ticks, [0.1, 1.0, 10.0, 100.0]);
    assert!((log.place(1.0, 0.0, 300.0) - 100.0).abs() < 0.001);
    assert!((log.place(0.0, 0.0, 300.0)).abs() < 0.001);
}

#[test]
fn nothing_in_it_opens_a_tag_or_a_paragraph() {
    let chart: Chart = toml::from_str("measures = [\"time\"]\ntitle = \"A < B & C\"").unwrap();
    let panel = Panel {
        name: "<all>".to_owned(),
        bars: vec![("a & b".to_owned(), summary(1.0, 2.0, 3.0))],
    };
    let drawn = bars("m1-time", &chart, "µs", &[panel]);
    assert!(drawn.contains("A &lt; B &amp; C") && drawn.contains("&lt;all&gt;: a &amp; b 2.00 µs."));
    assert!(
        !drawn.contains("\n\n"),
        "an empty line would end the HTML in Markdown"
    );
}
