//! The way out of a finding is one that the package can take: it names a crate that is among the dependencies, or says
//! that it is not.

use anyhow::{Result, ensure};
use heddle_tests::fixture::Fixture;

/// A crate of the name that the catalogue knows, with one function of it.
const JOINS: &str = "\
pub mod future {
    pub async fn join_all<I: IntoIterator<Item: Future>>(futures: I) {
        for future in futures {
            future.await;
        }
    }
}
";

#[test]
fn the_crate_with_streams_is_the_one_among_the_dependencies() -> Result<()> {
    let futures = ("futures", "pub use futures_util::future;\n");
    let web = ("web", "pub use futures_util::future;\n");
    told(
        &[],
        "futures_util",
        "run 16 at a time, with `futures_util::StreamExt` in scope",
    )?;
    told(
        &[futures],
        "futures",
        "run 16 at a time, with `futures::StreamExt` in scope",
    )?;
    told(
        &[web],
        "web",
        "run 16 at a time, with the crate `futures-util`: `futures_util::stream::iter(..)",
    )
}

/// A package that joins futures by `krate`, and has no other dependency, is told `help`.
fn told(between: &[(&str, &str)], krate: &str, help: &str) -> Result<()> {
    let service = format!(
        "pub async fn run(jobs: Vec<u32>) {{\n    {krate}::future::join_all(jobs.into_iter().map(job)).await;\n}}\n\n\
         async fn job(number: u32) {{\n    drop(number);\n}}\n"
    );
    let mut packages = vec![("futures_util", JOINS)];
    packages.extend(between);
    packages.push(("service", &service));
    let fixture = Fixture::workspace(&packages)?;
    let said = fixture
        .heddle(&["--", "-W", "unbounded_join_all"])?
        .success()?
        .stderr;
    ensure!(said.contains(help), "`{help}` is not in\n{said}");
    Ok(())
}
