use super::super::data::tests::{machine, sample};
use super::*;

fn figures(text: &str) -> Figures {
    let file = toml::from_str(&format!("machine = \"here\"\n{text}")).unwrap();
    let samples = [
        sample("M1", "threads", "", 1, 30.0),
        sample("M1", "tokio", "", 1, 0.612),
        sample("M2", "tokio", "pinned", 1, 0.2),
        sample("M2", "tokio", "not pinned", 1, 0.4),
    ];
    let run = Run {
        machine: machine(),
        samples: samples.to_vec(),
    };
    let results = Results { runs: vec![run] };
    Figures { file, results }
}

#[test]
fn numbers_between_the_marks_are_written_anew() {
    let figures = figures(
        "[figure.spawn]\nid = \"M1\"\nvariant = \"tokio\"\nunit = true\n\
         [figure.times]\nid = \"M1\"\nvariant = \"threads\"\nstatistic = \"ratio\"\nto = \"tokio\"\n\
         [figure.cores]\nfact = \"cores\"\n",
    );
    let page = "A task: <!-- figure spawn -->9<!-- /figure -->, a thread <!-- figure times --><!-- /figure --> \
                times that, on <!-- figure cores -->4<!-- /figure --> cores.";
    let filled = figures.fill(page).unwrap();
    assert_eq!(
        filled,
        "A task: <!-- figure spawn -->0.61 µs<!-- /figure -->, a thread <!-- figure times -->49<!-- /figure --> \
         times that, on <!-- figure cores -->2<!-- /figure --> cores."
    );
    assert_eq!(figures.fill(&filled).unwrap(), filled);
}

#[test]
fn what_is_unknown_or_open_or_unclear_is_told() {
    let figures = figures(
        "[figure.none]\nid = \"H9\"\nvariant = \"tokio\"\n\
         [figure.other]\nid = \"M1\"\nvariant = \"node\"\n\
         [figure.unclear]\nid = \"M2\"\nvariant = \"tokio\"\n\
         [figure.lonely]\nid = \"M1\"\nvariant = \"tokio\"\nstatistic = \"ratio\"\n",
    );
    let said = |page: &str| format!("{:#}", figures.fill(page).unwrap_err());
    let of = |name: &str| said(&format!("<!-- figure {name} -->1<!-- /figure -->"));
    assert!(of("nobody").contains("no figure is called `nobody`"));
    assert!(of("none").contains("H9 was not measured; there are `M1`, `M2`"));
    assert!(of("other").contains("no variant `node`; there are `threads`, `tokio`"));
    assert!(of("unclear").contains("which parameter? There are `not pinned`, `pinned`"));
    assert!(of("lonely").contains("`to` belongs to `ratio`"));
    assert!(said("<!-- figure spawn -->1").contains("no `<!-- /figure -->` follows"));
}
