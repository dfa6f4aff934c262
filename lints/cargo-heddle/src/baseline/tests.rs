//! How a record takes findings and changes.

use super::*;

fn entry(item: &str) -> Entry {
    Entry {
        package: "api".to_owned(),
        lint: "blocking_call_in_async".to_owned(),
        item: item.to_owned(),
        code: "load()".to_owned(),
        cause: "std::fs::read".to_owned(),
    }
}

/// A finding at a place of its own.
fn finding(place: u32) -> Finding {
    Finding::at("blocking_call_in_async", "lib", place)
}

fn checked(package: &str) -> Checked {
    let mut checked = Checked::new(
        ["api", "store"].map(|it| (it.to_owned(), "lib".to_owned())),
        false,
    );
    checked.add(package.to_owned(), "lib".to_owned(), false, &[]);
    checked
}

/// A record of these items in a folder.
fn recorded(folder: &Path, items: &[&str]) {
    let mut baseline = Baseline::empty(folder);
    for (place, item) in (0..).zip(items) {
        baseline.take(&finding(place), || entry(item));
    }
    let change = baseline.update(Update::Anew, &checked("api"), &[]).unwrap();
    assert_eq!(change.added, items.len());
}

fn load(folder: &Path) -> Baseline {
    Baseline::load(folder).unwrap().expect("a record")
}

#[test]
fn what_is_recorded_is_known_as_often_as_it_is_recorded() {
    let folder = tempfile::tempdir().unwrap();
    recorded(folder.path(), &["a", "a", "b"]);
    let mut baseline = load(folder.path());
    assert!(baseline.take(&finding(7), || entry("a")));
    assert!(baseline.take(&finding(8), || entry("a")));
    assert!(baseline.take(&finding(8), || entry("a")), "told by another part");
    assert!(!baseline.take(&finding(9), || entry("a")), "the third is new");
    assert!(!baseline.take(&finding(10), || entry("c")));
    assert_eq!(baseline.known(), 2);
    assert_eq!(baseline.gone(&checked("api"), &[]), 1);
}

#[test]
fn only_what_was_looked_at_with_the_same_flags_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    recorded(folder.path(), &["a"]);
    let baseline = load(folder.path());
    assert_eq!(baseline.gone(&checked("store"), &[]), 0);
    assert_eq!(baseline.gone(&checked("api"), &["--all-features".to_owned()]), 0);
    assert_eq!(baseline.gone(&checked("api"), &[]), 1);
}

#[test]
fn shrinking_adds_nothing_and_recording_anew_does() {
    let folder = tempfile::tempdir().unwrap();
    recorded(folder.path(), &["a", "b"]);
    for (how, recorded, added) in [(Update::Shrink, 1, 0), (Update::Anew, 2, 1)] {
        let mut baseline = load(folder.path());
        baseline.take(&finding(1), || entry("a"));
        baseline.take(&finding(2), || entry("new"));
        let change = baseline.update(how, &checked("api"), &[]).unwrap();
        assert_eq!((change.recorded, change.added), (recorded, added), "{how:?}");
    }
}
