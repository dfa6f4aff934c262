//! What a check has looked at, and so what it would have found again.

use std::collections::{BTreeMap, BTreeSet};

use super::Unit;
use crate::driver;

/// How many digits of a checksum tell lists of features apart.
const DIGITS: usize = 8;

/// The parts of the workspace that a check has looked at.
#[derive(Debug, Default)]
pub struct Checked {
    parts: BTreeSet<(String, String)>,
    tests_count: bool,
    builds: BTreeMap<(String, String), Builds>,
}

/// In which ways a part was built.
#[derive(Debug, Default)]
struct Builds {
    plain: bool,
    tests: bool,
    features: String,
}

impl Checked {
    /// Nothing yet, of a workspace that has these parts of these packages; builds for tests count only where the lints
    /// look at them.
    pub fn new(parts: impl IntoIterator<Item = (String, String)>, tests_count: bool) -> Self {
        Self {
            parts: parts.into_iter().collect(),
            tests_count,
            builds: BTreeMap::new(),
        }
    }

    /// Notes that a part of a package was checked, with these features.
    pub fn add(&mut self, package: String, target: String, for_tests: bool, features: &[String]) {
        if for_tests && !self.tests_count {
            return;
        }
        let builds = self.builds.entry((package, target)).or_default();
        builds.features = in_short(features);
        if for_tests {
            builds.tests = true;
        } else {
            builds.plain = true;
        }
    }

    /// How a finding is recorded that was told `times` times by a part.
    pub(super) fn unit(&self, package: &str, target: &str, times: usize) -> Unit {
        let builds = self.builds.get(&(package.to_owned(), target.to_owned()));
        let by_all =
            builds.is_some_and(|it| it.plain && times >= usize::from(it.plain) + usize::from(it.tests));
        Unit {
            target: target.to_owned(),
            tests: !by_all && !is_test(target),
            features: builds.map_or_else(String::new, |it| it.features.clone()),
        }
    }

    /// Whether a finding of `package` that `unit` told would have been told again; one of a part that is no more would
    /// not, but that is no reason to keep it. With other features it would only where those do not count.
    pub(super) fn covers(&self, package: &str, unit: &Unit, features_count: bool) -> bool {
        let part = (package.to_owned(), unit.target.clone());
        if !self.parts.contains(&part) {
            return true;
        }
        self.builds.get(&part).is_some_and(|it| {
            (!features_count || it.features == unit.features)
                && (is_test(&unit.target) || it.plain && (it.tests || !unit.tests))
        })
    }
}

/// A part of a checksum, as some lists of features are longer than all else in a record.
fn in_short(features: &[String]) -> String {
    match features {
        [] => String::new(),
        _ => driver::checksum(features.join(",").as_bytes())[..DIGITS].to_owned(),
    }
}

/// Whether all builds of the part are for tests.
fn is_test(target: &str) -> bool {
    target.starts_with("test ") || target.starts_with("bench ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(builds: &[(&str, bool)]) -> Checked {
        let parts = [("api", "lib"), ("api", "test walk"), ("store", "lib")];
        let parts = parts.map(|(package, target)| (package.to_owned(), target.to_owned()));
        let mut checked = Checked::new(parts, true);
        for (target, for_tests) in builds {
            checked.add("api".to_owned(), (*target).to_owned(), *for_tests, &[]);
        }
        checked
    }

    #[test]
    fn what_both_builds_told_is_asked_of_the_plain_one() {
        let unit = checked(&[("lib", false), ("lib", true)]).unit("api", "lib", 2);
        assert!(!unit.tests);
        assert!(checked(&[("lib", false)]).covers("api", &unit, true));
        assert!(!checked(&[("lib", true)]).covers("api", &unit, true));
    }

    #[test]
    fn what_one_of_two_builds_told_is_asked_of_both() {
        let unit = checked(&[("lib", false), ("lib", true)]).unit("api", "lib", 1);
        assert!(unit.tests);
        assert!(!checked(&[("lib", false)]).covers("api", &unit, true));
        assert!(checked(&[("lib", false), ("lib", true)]).covers("api", &unit, true));
    }

    #[test]
    fn what_was_built_with_other_features_is_not_covered() {
        let with = |features: &[&str]| {
            let mut checked = checked(&[]);
            let features: Vec<_> = features.iter().map(|&feature| feature.to_owned()).collect();
            checked.add("api".to_owned(), "lib".to_owned(), false, &features);
            checked
        };
        let unit = with(&["default", "tls"]).unit("api", "lib", 1);
        assert!(with(&["default", "tls"]).covers("api", &unit, true));
        assert!(!with(&["default"]).covers("api", &unit, true));
        assert!(!with(&[]).covers("api", &unit, true));
        assert!(with(&[]).covers("api", &unit, false));
    }

    #[test]
    fn a_test_has_one_build() {
        let both = checked(&[("test walk", true)]);
        let unit = both.unit("api", "test walk", 1);
        assert!(!unit.tests && both.covers("api", &unit, true));
        assert!(!checked(&[("lib", false)]).covers("api", &unit, true));
    }

    #[test]
    fn what_was_not_looked_at_is_not_covered_and_what_is_no_more_is() {
        let some = checked(&[("lib", false)]);
        let unit = some.unit("api", "lib", 1);
        assert!(!some.covers("store", &unit, true));
        assert!(some.covers("removed", &unit, true));
        let removed = Unit {
            target: "example walk".to_owned(),
            ..unit
        };
        assert!(some.covers("api", &removed, true));
    }
}
