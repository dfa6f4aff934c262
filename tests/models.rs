//! The programs of `docs/models` from outside, all held to the same: what they print, how long they take, what they
//! leave open.

use std::fs;
use std::time::Duration;

use heddle_tests::command::{Finished, quietly, run};
use heddle_tests::kit::{kit, root};
use heddle_tests::models::{MODELS, Nobody, Site, body, download};
use heddle_tests::project::files;

/// How long the site takes for a page.
const DELAY: Duration = Duration::from_millis(300);

#[test]
fn downloads_pages_at_the_same_time() {
    for (model, _) in MODELS {
        for count in [2, 10, 100] {
            let site = Site::start(count, DELAY).expect("the site starts");
            let addresses = site.pages(count);
            let done = download(model, &["--at-once=100"], &addresses).expect("it runs");
            let took = Duration::from_secs_f64(done.used.wall_seconds);
            assert_eq!(done.code(), 0, "{model}: {done:?}");
            for (number, line) in lines(&done).into_iter().enumerate() {
                let length = body(number).len();
                assert!(line.starts_with(&format!("200 {length} ")), "{model}: {line}");
                assert!(line.ends_with(&addresses[number]), "{model}: {line}");
            }
            assert_eq!(lines(&done).len(), count, "{model}");
            assert_eq!(site.most_at_once(), count, "{model}: at a time, of {count}");
            let in_turn = DELAY * u32::try_from(count).expect("few");
            assert!(
                count < 10 || took < in_turn / 2,
                "{model}: {count} pages took {took:?}"
            );
            site.wait_until_left()
                .unwrap_or_else(|error| panic!("{model}: {error}"));
        }
    }
}

#[test]
fn prints_the_digest_of_each_body_however_its_length_is_told() {
    let site = Site::start(1, Duration::ZERO).expect("the site starts");
    // SHA-256 of "abcde" and of "to the end", by sha256sum.
    let chunked = "200 5 36bbe50ed96841d10443bcb670d6554f0a34b761be67ec9c4a8ad2c0c44ca42c";
    let closed = "200 10 8addd66ce1f8d3975e6e0b65dd50ed360ee92128072c2949fbdb7658122fe485";
    let addresses = [site.url("/chunked"), site.url("/until-closed")];
    for (model, _) in MODELS {
        let done = download(model, &[], &addresses).expect("it runs");
        let expected = [
            format!("{chunked} {}", addresses[0]),
            format!("{closed} {}", addresses[1]),
        ];
        assert_eq!(lines(&done), expected, "{model}: {done:?}");
        assert_eq!(done.code(), 0, "{model}");
    }
}

#[test]
fn reports_what_went_wrong_for_that_page_alone() {
    let site = Site::start(1, Duration::ZERO).expect("the site starts");
    let nobody = Nobody::there().expect("a free port");
    let wrong = [
        (site.url("/missing"), "status 404"),
        (site.url("/moved"), "status 302"),
        (site.url("/reset"), "broken off: "),
        (site.url("/short"), "broken off: "),
        (site.url("/garbage"), "broken off: "),
        (site.url("/page/2000"), "longer than --max-body"),
        (nobody.url(), "cannot connect: "),
        ("https://127.0.0.1/".to_owned(), "not an address, write http://"),
        (
            "http://127.0.0.1:99999/".to_owned(),
            "not an address, write http://",
        ),
        ("nowhere".to_owned(), "not an address, write http://"),
    ];
    let good = site.pages(wrong.len() + 1);
    let mut addresses = vec![good[0].clone()];
    for ((address, _), good) in wrong.iter().zip(&good[1..]) {
        addresses.extend([address.clone(), good.clone()]);
    }
    for (model, _) in MODELS {
        let done = download(model, &["--max-body=1000"], &addresses).expect("it runs");
        assert_eq!(done.code(), 1, "{model}: {done:?}");
        let lines = lines(&done);
        assert_eq!(lines.len(), addresses.len(), "{model}: {done:?}");
        for good in lines.iter().step_by(2) {
            assert!(good.starts_with("200 "), "{model}: {good}");
        }
        for (line, (address, why)) in lines.iter().skip(1).step_by(2).zip(&wrong) {
            let expected = format!("failed {address}: {why}");
            assert!(
                line.starts_with(&expected),
                "{model}: `{line}` instead of `{expected}`"
            );
        }
    }
}

#[test]
fn a_timeout_cancels_what_is_not_there_and_keeps_the_rest() {
    for (model, _) in MODELS {
        let site = Site::start(1, Duration::ZERO).expect("the site starts");
        let addresses = [
            site.url("/hang"),
            site.url("/page/1"),
            site.url("/hang"),
            site.url("/page/3"),
        ];
        let done = download(model, &["--timeout=2.5"], &addresses).expect("it runs");
        let took = Duration::from_secs_f64(done.used.wall_seconds);
        assert_eq!(done.code(), 1, "{model}: {done:?}");
        for (line, address) in lines(&done).into_iter().zip(&addresses) {
            if address.ends_with("/hang") {
                assert_eq!(
                    line,
                    format!("failed {address}: cancelled, the time is over"),
                    "{model}"
                );
            } else {
                assert!(line.starts_with("200 "), "{model}: {line}");
            }
        }
        assert!(
            took >= Duration::from_millis(2500),
            "{model} gave up after {took:?}"
        );
        // It hangs for ever where nothing is cancelled: any limit would do.
        assert!(
            took < Duration::from_secs(30),
            "{model} ended only after {took:?}"
        );
        site.wait_until_left()
            .unwrap_or_else(|error| panic!("{model}: {error}"));
    }
}

#[test]
fn holds_no_more_connections_than_allowed() {
    for (model, _) in MODELS {
        let site = Site::start(1, DELAY).expect("the site starts");
        let done = download(model, &["--at-once=3"], &site.pages(8)).expect("it runs");
        assert_eq!(done.code(), 0, "{model}: {done:?}");
        assert!(site.most_at_once() <= 3, "{model}: {}", site.most_at_once());
    }
}

#[test]
fn refuses_wrong_usage() {
    for (model, _) in MODELS {
        for flags in [
            &["--timeout=0"][..],
            &["--at-once=0"],
            &["--timeout=soon"],
            &["--depth=1"],
        ] {
            let done = download(model, flags, &["http://127.0.0.1:1/".to_owned()]).expect("it runs");
            assert_eq!(done.code(), 2, "{model} {flags:?}: {done:?}");
            assert!(done.stdout.is_empty(), "{model} {flags:?}: {done:?}");
        }
        let done = download(model, &[], &[]).expect("it runs");
        assert_eq!(done.code(), 2, "{model}: {done:?}");
    }
}

#[test]
fn every_folder_is_a_model_whose_sources_can_be_shown() {
    let folder = root().join("docs/models");
    let entries = fs::read_dir(&folder).expect("the folder");
    let mut folders: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name != "common")
        .collect();
    folders.sort();
    let models: Vec<&str> = MODELS.iter().map(|(model, _)| *model).collect();
    assert_eq!(folders, models);
    for (model, serves) in MODELS {
        let source = |name: &str| fs::read_to_string(folder.join(model).join(format!("src/{name}.rs")));
        let shown = |name: &str| {
            let text = source(name).unwrap_or_else(|error| panic!("{model}, {name}.rs: {error}"));
            let (begin, end) = (format!("// ANCHOR: {name}\n"), format!("// ANCHOR_END: {name}\n"));
            let part = text
                .split_once(&begin)
                .and_then(|(_, rest)| rest.split_once(&end));
            assert!(part.is_some(), "{model}: no part `{name}` in {name}.rs");
        };
        shown("download");
        assert_eq!(source("serve").is_ok(), *serves, "{model}");
        if *serves {
            shown("serve");
        }
    }
}

#[test]
fn passes_the_lints_with_nothing_allowed() {
    let kit = kit();
    let mut heddle = kit.heddle();
    heddle.current_dir(root()).env("CARGO_TARGET_DIR", &kit.target);
    let models = MODELS.iter().map(|(model, _)| *model);
    let models: Vec<&str> = models.chain(["common"]).collect();
    for model in &models {
        heddle.arg("--package").arg(format!("model-{model}"));
    }
    let done = run(heddle.args(["--", "-D", "warnings"]), &quietly).expect("it runs");
    assert_eq!(done.code(), 0, "{}", done.stderr);
    for model in models {
        for path in files(&root().join("docs/models").join(model).join("src")).expect("sources") {
            let text = String::from_utf8_lossy(&path.1).into_owned();
            assert!(!text.contains("cfg_attr(heddle"), "{model}: {}", path.0.display());
        }
    }
}

fn lines(done: &Finished) -> Vec<&str> {
    done.stdout.lines().collect()
}
