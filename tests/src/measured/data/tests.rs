use super::*;

pub(crate) fn machine() -> Machine {
    Machine {
        kernel: "Linux 6.1".to_owned(),
        cpu: "A processor".to_owned(),
        cores: 2,
        memory_gib: 7.8,
        rustc: "1.95.0".to_owned(),
        lock: "00ff".to_owned(),
        date: "2026-01-31".to_owned(),
        quick: false,
        rounds: 3,
        busy: 0.01,
    }
}

pub(crate) fn sample(id: &str, variant: &str, parameter: &str, round: u32, value: f64) -> Sample {
    Sample {
        id: id.to_owned(),
        variant: variant.to_owned(),
        parameter: parameter.to_owned(),
        round,
        measures: vec![Measure::new("time", value, "µs")],
    }
}

fn results() -> Results {
    let samples = (1..=4).map(|round| sample("M1", "threads", "", round, f64::from(round)));
    Results {
        runs: vec![Run {
            machine: machine(),
            samples: samples.chain([sample("M2", "tokio", "pinned", 1, 0.5)]).collect(),
        }],
    }
}

#[test]
fn what_is_written_is_read_again_and_half_a_line_is_not() {
    let text = results().text().unwrap();
    assert_eq!(Results::parse(&text).unwrap(), results());
    let mut shorter = results();
    shorter.runs[0].samples.pop();
    assert_eq!(Results::parse(&text[..text.len() - 9]).unwrap(), shorter);
}

#[test]
fn a_new_run_replaces_the_benchmarks_that_it_holds_and_no_others() {
    let mut all = results();
    let run = Run {
        machine: Machine {
            quick: true,
            ..machine()
        },
        samples: vec![sample("M2", "tokio", "pinned", 1, 0.7)],
    };
    all.replace(run.clone());
    assert_eq!(all.run("M2"), Some(&run));
    assert!(
        all.run("M1")
            .is_some_and(|run| !run.machine.quick && run.samples.len() == 4)
    );
}

#[test]
fn rounds_are_summed_up_by_their_median() {
    let all = results();
    let (summary, unit) = all.runs[0].summary("M1", "threads", "", "time").unwrap();
    assert_eq!(
        (summary.median, summary.min, summary.max, unit),
        (2.5, 1.0, 4.0, "µs")
    );
    assert_eq!(all.runs[0].summary("M1", "threads", "", "size"), None);
}
