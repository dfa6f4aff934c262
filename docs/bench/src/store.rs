//! A run on its way: each part is kept as soon as it is measured, so that an interrupted run can go on.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use heddle_tests::measured::{Machine, Results, Run, Sample, machine_line, sample_line};

use crate::machine::slug;
use crate::plan::Part;

/// What has been measured, in a file.
pub(crate) struct Store {
    /// Where the finished run goes.
    target: PathBuf,
    unfinished: PathBuf,
    run: Run,
    /// The same, locked: no other run writes it.
    file: File,
}

impl Store {
    /// Begins a run, or goes on with one that was interrupted.
    pub(crate) fn open(folder: &Path, machine: Machine, fresh: bool) -> Result<Self> {
        // A quick run is for looking, the book tells of whole ones.
        let name = slug() + if machine.quick { ".quick" } else { "" };
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let unfinished = folder.join(format!("{name}.unfinished.jsonl"));
        let mut options = OpenOptions::new();
        let mut file = options
            .create(true)
            .append(true)
            .open(&unfinished)
            .with_context(|| format!("cannot write {}", unfinished.display()))?;
        if file.try_lock().is_err() {
            bail!(
                "another run is under way, which writes {}: wait for it",
                unfinished.display()
            );
        }
        let known = Results::read(&unfinished)?.runs.pop().filter(|_| !fresh);
        let run = match known {
            Some(known) if same(&known.machine, &machine) => known,
            Some(_) => bail!(
                "an unfinished run was made with another machine, compiler, lock file or number of rounds; \
                 --fresh forgets it"
            ),
            None => Run {
                machine,
                samples: Vec::new(),
            },
        };
        // Half a line may stand at the end: what has been read is written anew.
        let whole = Results {
            runs: vec![run.clone()],
        };
        file.set_len(0)?;
        file.write_all(whole.text()?.as_bytes())
            .context("cannot write the unfinished run")?;
        Ok(Self {
            target: folder.join(format!("{name}.jsonl")),
            unfinished,
            run,
            file,
        })
    }

    /// Whether a part was measured in this round.
    pub(crate) fn holds(&self, part: &Part, round: u32) -> bool {
        let mut samples = self.run.samples.iter();
        samples.any(|sample| sample.round == round && part.is_of(sample))
    }

    /// How many samples there are.
    pub(crate) fn len(&self) -> usize {
        self.run.samples.len()
    }

    pub(crate) fn add(&mut self, sample: Sample) -> Result<()> {
        self.file
            .write_all(sample_line(&sample)?.as_bytes())
            .context("cannot write the unfinished run")?;
        self.run.samples.push(sample);
        Ok(())
    }

    /// Moves what was measured of these benchmarks into the results, in the order of their parts whatever an
    /// interruption has done to it, and gives the file's place.
    pub(crate) fn finish(self, ids: &BTreeSet<String>, parts: &[Part]) -> Result<PathBuf> {
        let Run { machine, samples } = self.run;
        let (mut done, rest): (Vec<_>, Vec<_>) =
            samples.into_iter().partition(|sample| ids.contains(&sample.id));
        done.sort_by_key(|sample| (sample.round, parts.iter().position(|part| part.is_of(sample))));
        let mut results = Results::read(&self.target)?;
        results.replace(Run {
            machine: machine.clone(),
            samples: done,
        });
        fs::write(&self.target, results.text()?).context("cannot write the results")?;
        if rest.is_empty() {
            fs::remove_file(&self.unfinished)?;
        } else {
            let lines = rest.iter().map(sample_line).collect::<Result<Vec<_>>>()?;
            fs::write(&self.unfinished, machine_line(&machine)? + &lines.concat())?;
        }
        Ok(self.target)
    }
}

/// Whether what was measured then and now belongs together.
fn same(then: &Machine, now: &Machine) -> bool {
    let now = Machine {
        date: then.date.clone(),
        busy: then.busy,
        ..now.clone()
    };
    *then == now
}
