//! What `cargo pin` tells of a driver that no longer compiles.

use anyhow::Result;
use heddle_tests::command::{clean, quietly, run};
use heddle_tests::fixture::Fixture;
use heddle_tests::pin::{errors, kinds};

#[test]
fn each_error_is_told_once_with_its_place_and_its_kind() -> Result<()> {
    let source = "pub fn one() -> u8 {\n    \"one\"\n}\n\npub fn two() -> u8 {\n    one(1)\n}\n\npub fn three() -> char {\n    3\n}\n";
    let fixture = Fixture::new(source)?;
    let mut check = clean("cargo");
    check.current_dir(fixture.path());
    // As a library and as its own tests.
    check.args(["check", "--all-targets", "--message-format", "json"]);
    let errors = errors(&run(&mut check, &quietly)?.stdout);
    let lines: Vec<&str> = errors.iter().map(|error| error.line.as_str()).collect();
    assert_eq!(
        lines,
        [
            "src/lib.rs:2: E0308 mismatched types: expected `u8`, found `&str`",
            "src/lib.rs:6: E0061 this function takes 0 arguments but 1 argument was supplied",
            "src/lib.rs:10: E0308 mismatched types: expected `char`, found `u8`",
        ]
    );
    assert_eq!(kinds(&errors), "2 E0308, 1 E0061");
    Ok(())
}
