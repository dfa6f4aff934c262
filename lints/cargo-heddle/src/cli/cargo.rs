//! The options of `cargo check`, as the pinned cargo has them: they are known here for the help and for what a
//! shell completes, and go on as they were typed. A test holds them against that cargo's own help.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{ArgAction, Args, ColorChoice, ValueHint};

/// What `--message-format` takes; several go together, with commas between.
const FORMATS: [&str; 6] = [
    "human",
    "short",
    "json",
    "json-diagnostic-short",
    "json-diagnostic-rendered-ansi",
    "json-render-diagnostics",
];

/// Every option of `cargo check`.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
pub struct CargoOptions {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(flatten)]
    packages: Packages,
    #[command(flatten)]
    targets: Targets,
    #[command(flatten)]
    features: Features,
    #[command(flatten)]
    pub(crate) compilation: Compilation,
    #[command(flatten)]
    pub(crate) manifest: Manifest,
}

#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
#[command(next_help_heading = "Common Options")]
pub(crate) struct Common {
    /// Report at the end what a future compiler will reject
    #[arg(long, hide_short_help = true)]
    future_incompat_report: bool,
    /// How findings and errors are written
    #[arg(
        long,
        value_name = "FMT",
        ignore_case = true,
        value_delimiter = ',',
        value_parser = PossibleValuesParser::new(FORMATS),
        hide_short_help = true
    )]
    pub(crate) message_format: Vec<String>,
    /// Say more; -vv says what build scripts say too
    #[arg(short, long, action = ArgAction::Count, hide_short_help = true)]
    verbose: u8,
    /// Say nothing of what is being done
    #[arg(short, long, hide_short_help = true)]
    pub(crate) quiet: bool,
    /// When to colour
    #[arg(long, value_name = "WHEN", global = true, hide_short_help = true)]
    pub(crate) color: Option<ColorChoice>,
    /// Override a value of cargo's configuration
    #[arg(long, value_name = "KEY=VALUE|PATH", hide_short_help = true)]
    pub(crate) config: Vec<String>,
    /// Cargo's unstable flags; `cargo -Z help` lists them
    #[arg(short = 'Z', value_name = "FLAG", hide_short_help = true)]
    pub(crate) unstable: Vec<String>,
}

#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
#[command(next_help_heading = "Package Selection")]
struct Packages {
    /// Check this package; may be given again
    #[arg(short, long, value_name = "SPEC", num_args = 0..=1, hide_short_help = true)]
    package: Vec<String>,
    /// Check every package of the workspace
    #[arg(long, hide_short_help = true)]
    workspace: bool,
    /// Leave this package out; may be given again
    #[arg(long, value_name = "SPEC", hide_short_help = true)]
    exclude: Vec<String>,
    /// The old name of --workspace
    #[arg(long, hide_short_help = true)]
    all: bool,
}

#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
#[command(next_help_heading = "Target Selection")]
struct Targets {
    /// Check the library only
    #[arg(long, hide_short_help = true)]
    lib: bool,
    /// Check all programs
    #[arg(long, hide_short_help = true)]
    bins: bool,
    /// Check this program; may be given again
    #[arg(long, value_name = "NAME", num_args = 0..=1, hide_short_help = true)]
    bin: Vec<String>,
    /// Check all examples
    #[arg(long, hide_short_help = true)]
    examples: bool,
    /// Check this example; may be given again
    #[arg(long, value_name = "NAME", num_args = 0..=1, hide_short_help = true)]
    example: Vec<String>,
    /// Check all that has `test = true`
    #[arg(long, hide_short_help = true)]
    tests: bool,
    /// Check this test; may be given again
    #[arg(long, value_name = "NAME", num_args = 0..=1, hide_short_help = true)]
    test: Vec<String>,
    /// Check all that has `bench = true`
    #[arg(long, hide_short_help = true)]
    benches: bool,
    /// Check this benchmark; may be given again
    #[arg(long, value_name = "NAME", num_args = 0..=1, hide_short_help = true)]
    bench: Vec<String>,
    /// Check programs, library, examples, tests and benchmarks
    #[arg(long, hide_short_help = true)]
    all_targets: bool,
}

#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
#[command(next_help_heading = "Feature Selection")]
struct Features {
    /// Turn these features on, with commas or spaces between
    #[arg(short = 'F', long, hide_short_help = true)]
    features: Vec<String>,
    /// Turn all features on
    #[arg(long, hide_short_help = true)]
    all_features: bool,
    /// Leave the `default` feature off
    #[arg(long, hide_short_help = true)]
    no_default_features: bool,
}

#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
#[command(next_help_heading = "Compilation Options")]
pub(crate) struct Compilation {
    /// How many crates are checked at a time; by default as many as there are processors
    #[arg(
        short,
        long,
        value_name = "N",
        allow_hyphen_values = true,
        hide_short_help = true
    )]
    jobs: Option<String>,
    /// Go on with the other crates after an error
    #[arg(long, hide_short_help = true)]
    keep_going: bool,
    /// Check with the profile `release`
    #[arg(short, long, hide_short_help = true)]
    release: bool,
    /// Check with this profile
    #[arg(long, value_name = "PROFILE-NAME", hide_short_help = true)]
    profile: Option<String>,
    /// Check for this platform; may be given again
    #[arg(long, value_name = "TUPLE", num_args = 0..=1, hide_short_help = true)]
    target: Vec<String>,
    /// Where what is built goes; checks have a folder of their own in there
    #[arg(long, value_name = "DIRECTORY", value_hint = ValueHint::DirPath, hide_short_help = true)]
    pub(crate) target_dir: Option<PathBuf>,
    /// Print the steps of the build as JSON (unstable)
    #[arg(long, hide_short_help = true)]
    unit_graph: bool,
    /// Write a report of how long each crate took
    #[arg(long, hide_short_help = true)]
    timings: bool,
    // Cargo hides it: rust-analyzer uses it.
    #[arg(long, hide = true)]
    compile_time_deps: bool,
}

#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
#[command(next_help_heading = "Manifest Options")]
pub(crate) struct Manifest {
    /// The Cargo.toml of the project
    #[arg(short, long, value_name = "PATH", value_hint = ValueHint::FilePath, hide_short_help = true)]
    pub(crate) manifest_path: Option<PathBuf>,
    /// Do not look at the `rust-version` of packages
    #[arg(long, hide_short_help = true)]
    ignore_rust_version: bool,
    /// Fail if Cargo.lock would change
    #[arg(long, hide_short_help = true)]
    pub(crate) locked: bool,
    /// Do not use the network
    #[arg(long, hide_short_help = true)]
    pub(crate) offline: bool,
    /// As --locked and --offline
    #[arg(long, hide_short_help = true)]
    pub(crate) frozen: bool,
}

impl CargoOptions {
    /// Whether some of the parts of packages are asked for by name or kind.
    pub(crate) fn names_targets(&self) -> bool {
        self.targets != Targets::default()
    }

    /// The features that are named.
    pub(crate) fn features(&self) -> impl Iterator<Item = &str> {
        let features = self.features.features.iter();
        let features = features.flat_map(|it| it.split([',', ' ']));
        features.filter(|it| !it.is_empty())
    }

    /// Those that change which code there is, in one spelling: features, profile and platform.
    pub(crate) fn deciding_code(&self) -> Vec<String> {
        let Features {
            features: _,
            all_features,
            no_default_features,
        } = &self.features;
        let Compilation {
            release,
            profile,
            target,
            ..
        } = &self.compilation;
        let switches = [
            (*all_features, "--all-features"),
            (*no_default_features, "--no-default-features"),
            (*release, "--release"),
        ];
        let switches = switches.into_iter().filter(|(on, _)| *on);
        let mut flags: Vec<_> = switches.map(|(_, flag)| flag.to_owned()).collect();
        flags.extend(self.features().map(|it| format!("--features={it}")));
        flags.extend(profile.iter().map(|it| format!("--profile={it}")));
        flags.extend(target.iter().map(|it| format!("--target={it}")));
        flags.sort();
        flags.dedup();
        flags
    }

    /// Those that change what the project is, or whether cargo may use the network.
    pub(crate) fn for_metadata(&self) -> Vec<String> {
        let Manifest {
            locked,
            offline,
            frozen,
            ..
        } = &self.manifest;
        let switches = [
            (*locked, "--locked"),
            (*offline, "--offline"),
            (*frozen, "--frozen"),
        ];
        let switches = switches.into_iter().filter(|(on, _)| *on);
        let mut flags: Vec<_> = switches.map(|(_, flag)| flag.to_owned()).collect();
        flags.extend(
            self.common
                .config
                .iter()
                .map(|setting| format!("--config={setting}")),
        );
        flags.extend(self.common.unstable.iter().map(|flag| format!("-Z{flag}")));
        flags
    }
}
