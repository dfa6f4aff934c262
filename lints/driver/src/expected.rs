//! `#[expect]` of our lints in test code, which they leave out: nothing can be missing where nobody looks. Without
//! this, `--all-targets` would ask every expectation of a library twice, and its build for tests would say each time
//! that the finding is gone.

use rustc_lint::{LateContext, LateLintPass, LintContext, LintStore};
use rustc_lint_defs::declare_lint_pass;

use crate::{lints, report};

/// Adds the pass to `store`.
pub(crate) fn register(store: &mut LintStore) {
    store.register_late_lint_pass(Box::new(|_| Box::new(Expected)));
}

declare_lint_pass!(Expected => []);

impl<'tcx> LateLintPass<'tcx> for Expected {
    fn check_crate(&mut self, cx: &LateContext<'tcx>) {
        for (expectation, _) in cx.tcx.lint_expectations(()) {
            let place = expectation.hir_id;
            if !report::is_unchecked_test(cx.tcx, place) {
                continue;
            }
            for lint in lints::all() {
                if let Some(expected) = cx.tcx.lint_level_spec_at_node(lint, place).lint_id() {
                    cx.fulfill_expectation(expected);
                }
            }
        }
    }
}
