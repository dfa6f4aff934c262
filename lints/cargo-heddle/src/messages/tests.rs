//! How cargo's messages are told apart.

use serde_json::{Value, json};

use super::*;

fn span(line: usize, text: &str, from: usize, to: usize) -> Value {
    json!({
        "file_name": "src/lib.rs", "byte_start": 10, "byte_end": 20, "line_start": line, "line_end": line,
        "column_start": from, "column_end": to, "is_primary": true, "label": null, "expansion": null,
        "text": [{"text": text, "highlight_start": from, "highlight_end": to}],
        "suggested_replacement": null, "suggestion_applicability": null,
    })
}

fn child(level: &str, message: &str, spans: Vec<Value>) -> Value {
    json!({"message": message, "code": null, "level": level, "spans": spans, "children": [], "rendered": null})
}

fn line(code: &str, level: &str, children: Vec<Value>) -> String {
    json!({
        "reason": "compiler-message",
        "package_id": "path+file:///home/me/api#0.1.0",
        "target": {
            "kind": ["bin"], "crate_types": ["bin"], "name": "server", "src_path": "/home/me/api/src/main.rs",
            "edition": "2024", "doc": true, "doctest": false, "test": true,
        },
        "message": {
            "message": "`load` blocks", "code": {"code": code, "explanation": null}, "level": level,
            "spans": [span(3, "let ä = load(x);", 9, 16)], "children": children, "rendered": "text\n",
        },
    })
    .to_string()
}

fn finding(children: Vec<Value>) -> Finding {
    let mut reader = Reader::default();
    reader.packages.insert(
        serde_json::from_str("\"path+file:///home/me/api#0.1.0\"").unwrap(),
        "api".to_owned(),
    );
    match reader.read(&line("blocking_call_reachable_from_async", "error", children)) {
        Said::Finding(finding) => *finding,
        other => panic!("no finding: {other:?}"),
    }
}

#[test]
fn a_finding_has_its_lint_its_place_and_its_package() {
    let found = finding(Vec::new());
    assert_eq!(found.lint.name, "blocking_call_reachable_from_async");
    assert_eq!((found.level, found.package.as_str()), (Level::Error, "api"));
    assert_eq!(found.target, "bin server");
    assert_eq!(
        (found.place.file.as_str(), found.place.line, found.place.column),
        ("src/lib.rs", 3, 9)
    );
    assert_eq!(found.place.code(), "load(x)");
}

#[test]
fn columns_count_in_utf_16_where_that_is_asked_for() {
    let place = |text: &str, from: usize, to: usize| {
        let mut place = finding(Vec::new()).place;
        (place.column, place.end_column) = (from, to);
        place.lines = vec![Line {
            text: text.to_owned(),
            meant: from - 1..to - 1,
        }];
        place
    };
    // One letter of two units, then one of two bytes.
    assert_eq!(place("\"𝄞ä\"; f()", 7, 10).utf16_columns(), (8, 11));
    assert_eq!(place("f()", 1, 4).utf16_columns(), (1, 4));
}

#[test]
fn the_way_there_is_told_from_notes_helps_and_words_about_the_level() {
    let found = finding(vec![
        child(
            "note",
            "`load` calls `b::read`",
            vec![span(7, "b::read()", 1, 10)],
        ),
        child(
            "note",
            "`b::read` calls `std::fs::read` (b-c 1.2.3-rc.1, src/lib.rs:31)",
            Vec::new(),
        ),
        child(
            "note",
            "`std::fs::read` waits for the disk (file, likely)",
            Vec::new(),
        ),
        child("help", "with tokio: move it", Vec::new()),
        child(
            "note",
            "the lint level is defined here",
            vec![span(1, "deny", 1, 5)],
        ),
        child("note", "`#[warn(x)]` on by default", Vec::new()),
        child("note", "`-D x` implied by `-D warnings`", Vec::new()),
        child("note", "requested on the command line with `-D x`", Vec::new()),
        child("help", "to override `-D warnings` add `#[allow(x)]`", Vec::new()),
    ]);
    assert_eq!(found.chain.len(), 2, "{:?}", found.chain);
    assert_eq!(found.chain[0].places[0].line, 7);
    assert_eq!(found.chain[1].says, "`b::read` calls `std::fs::read`");
    let upstream = found.chain[1].upstream.as_ref().unwrap();
    assert_eq!(
        (
            upstream.package.as_str(),
            upstream.version.as_str(),
            upstream.line
        ),
        ("b-c", "1.2.3-rc.1", 31)
    );
    assert_eq!(found.notes, ["`std::fs::read` waits for the disk (file, likely)"]);
    assert_eq!(found.helps.len(), 1);
}

#[test]
fn what_is_said_about_several_places_is_one_step() {
    let awaits = |places: &[(&str, usize)]| {
        let span = |(file, line): &(&str, usize)| {
            let mut span = span(*line, ".await", 1, 7);
            span["file_name"] = json!(file);
            span
        };
        let found = finding(vec![child(
            "note",
            "it is still there at these awaits",
            places.iter().map(span).collect(),
        )]);
        assert_eq!(found.chain.len(), 1);
        found.chain[0].whereabouts(|file| format!("`{file}`"))
    };
    assert_eq!(awaits(&[("a.rs", 7)]), "`a.rs`:7");
    assert_eq!(awaits(&[("a.rs", 12), ("a.rs", 7), ("a.rs", 7)]), "`a.rs`:7, 12");
    assert_eq!(
        awaits(&[("b.rs", 1), ("a.rs", 7), ("a.rs", 9)]),
        "`a.rs`:7, 9; `b.rs`:1"
    );
}

#[test]
fn a_suggestion_is_code_with_how_sure_it_is() {
    let mut edit = span(3, "let ä = load(x);", 16, 16);
    edit["suggested_replacement"] = json!(".await");
    edit["suggestion_applicability"] = json!("MaybeIncorrect");
    let found = finding(vec![child("help", "await it", vec![edit])]);
    let [edit] = found.helps[0].edits.as_slice() else {
        panic!("{:?}", found.helps);
    };
    assert_eq!(edit.replacement, ".await");
    assert_eq!(format!("{:?}", edit.applicability), "MaybeIncorrect");
}

#[test]
fn the_same_from_two_targets_is_told_once_even_if_one_explains_the_level() {
    let mut reader = Reader::default();
    let explained = vec![child("note", "`#[warn(x)]` on by default", Vec::new())];
    let first = reader.read(&line("blocking_call_in_async", "warning", explained));
    assert!(matches!(first, Said::Finding(_)), "{first:?}");
    let second = reader.read(&line("blocking_call_in_async", "warning", Vec::new()));
    assert!(matches!(second, Said::FindingAgain(_)), "{second:?}");
}

#[test]
fn what_is_not_ours_is_told_apart() {
    let mut reader = Reader::default();
    let said = reader.read(&line("unused_variables", "error", Vec::new()));
    let diagnostic = Diagnostic {
        package: "server".to_owned(),
        is_error: true,
        rendered: "text\n".to_owned(),
    };
    assert_eq!(said, Said::Diagnostic(diagnostic));
    for line in [
        "",
        "not JSON",
        r#"{"reason":"build-finished","success":true}"#,
        r#"{"reason":"later"}"#,
    ] {
        assert_eq!(reader.read(line), Said::Other, "{line}");
    }
}

#[test]
fn of_a_package_that_is_passed_over_only_what_stops_the_build_counts() {
    let id: PackageId = serde_json::from_str("\"path+file:///home/me/api#0.1.0\"").unwrap();
    let mut reader = Reader::default();
    reader.packages.insert(id.clone(), "api".to_owned());
    reader.passed_over.insert(id);
    for (code, level) in [
        ("blocking_call_in_async", "error"),
        ("blocking_call_in_async", "warning"),
        ("unused_variables", "warning"),
    ] {
        assert_eq!(
            reader.read(&line(code, level, Vec::new())),
            Said::PassedOver,
            "{code}"
        );
    }
    let said = reader.read(&line("E0308", "error", Vec::new()));
    assert!(matches!(said, Said::Diagnostic(it) if it.is_error));
}
