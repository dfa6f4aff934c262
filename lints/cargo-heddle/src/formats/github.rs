//! Commands of GitHub's workflows: a line each that becomes an annotation of the code.

use std::path::PathBuf;

use super::Report;
use crate::messages::Finding;

/// All lines.
pub(super) fn document(report: &Report<'_>) -> String {
    let repository = std::env::var_os("GITHUB_WORKSPACE").map(PathBuf::from);
    let prefix = report.prefix(repository.as_deref());
    report
        .findings
        .iter()
        .map(|finding| annotation(finding, &prefix))
        .collect()
}

fn annotation(finding: &Finding, prefix: &str) -> String {
    let Finding {
        level, lint, place, ..
    } = finding;
    // GitHub takes columns only where there is one line.
    let columns = if place.line == place.end_line {
        format!(",col={},endColumn={}", place.column, place.end_column)
    } else {
        String::new()
    };
    format!(
        "::{level} file={},line={},endLine={}{columns},title={}::{}\n",
        property(&format!("{prefix}{}", place.file)),
        place.line,
        place.end_line,
        property(&lint.name),
        data(&text(finding)),
    )
}

fn text(finding: &Finding) -> String {
    let chain = finding
        .chain
        .iter()
        .map(|step| match step.whereabouts(str::to_owned).as_str() {
            "" => step.says.clone(),
            place => format!("{} ({place})", step.says),
        });
    let helps = finding.helps.iter().map(|help| format!("help: {}", help.says));
    let lines = [finding.message.clone()].into_iter().chain(chain);
    lines
        .chain(finding.notes.iter().cloned())
        .chain(helps)
        .collect::<Vec<_>>()
        .join("\n")
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_value_is_escaped() {
        let mut finding = Finding::at("blocking_call_in_async", "lib", 0);
        finding.place.file = "src/a,b:c%.rs".to_owned();
        finding.message = "100 % ::error::\r\nof it".to_owned();
        assert_eq!(
            annotation(&finding, "kit/"),
            "::warning file=kit/src/a%2Cb%3Ac%25.rs,line=1,endLine=1,col=1,endColumn=7,\
             title=blocking_call_in_async::100 %25 ::error::%0D%0Aof it\n"
        );
        finding.place.end_line = 3;
        assert!(!annotation(&finding, "").contains("col"));
    }
}
