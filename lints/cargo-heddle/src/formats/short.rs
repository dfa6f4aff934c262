//! One line a finding: place, level, lint, message.

use crate::messages::Finding;

/// The line of `finding`.
pub(super) fn line(finding: &Finding) -> String {
    let Finding {
        lint,
        level,
        message,
        place,
        ..
    } = finding;
    format!(
        "{}:{}:{}: {level}[{}]: {message}",
        place.file, place.line, place.column, lint.name
    )
}
