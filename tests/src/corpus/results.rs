//! The results of earlier runs, in the kit's cache: a run that was interrupted goes on where it stopped.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::findings::Checked;
use super::{Program, cache};
use crate::kit::Kit;

/// What a result depends on. Another one is no result.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Key {
    driver: String,
    package: String,
    flags: Vec<String>,
    lock: u64,
}

impl Key {
    /// The key of a check of `program` with the driver of `kit`.
    pub fn new(program: &Program, kit: &Kit) -> Result<Self> {
        // The folder is named after the version, the pin and the hash of the driver's source.
        let driver = kit.driver.parent().context("the driver lies in no folder")?;
        let mut hasher = DefaultHasher::new();
        if let Some(lock) = program.lock_path() {
            std::fs::read(&lock)
                .with_context(|| format!("cannot read {}", lock.display()))?
                .hash(&mut hasher);
        }
        Ok(Self {
            driver: driver
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            package: program.package(),
            flags: program.flags.clone(),
            lock: hasher.finish(),
        })
    }

    fn path(&self) -> Result<PathBuf> {
        Ok(cache()?.join("results").join(format!("{}.json", self.package)))
    }
}

#[derive(Deserialize, Serialize)]
struct Saved {
    key: Key,
    checked: Checked,
}

/// The result of the last run with this key. One that cannot be read is none.
pub fn read(key: &Key) -> Result<Option<Checked>> {
    let text = std::fs::read_to_string(key.path()?).unwrap_or_default();
    Ok(parse(&text, key))
}

fn parse(text: &str, key: &Key) -> Option<Checked> {
    let saved: Saved = serde_json::from_str(text).ok()?;
    (saved.key == *key).then_some(saved.checked)
}

/// Keeps a result for the next run, unless something crashed in it: that is looked into.
pub fn write(key: Key, checked: &Checked) -> Result<()> {
    if checked.crashes > 0 {
        return Ok(());
    }
    let path = key.path()?;
    let folder = path.parent().expect("the results lie in a folder");
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let checked = checked.clone();
    let text = serde_json::to_string(&Saved { key, checked })?;
    std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(driver: &str) -> Key {
        Key {
            driver: driver.to_owned(),
            package: "dufs-0.47.0".to_owned(),
            flags: vec!["--examples".to_owned()],
            lock: 7,
        }
    }

    #[test]
    fn a_result_counts_for_its_own_driver_only() {
        let checked = Checked {
            findings: Vec::new(),
            crashes: 0,
            used: crate::timing::Used::default(),
        };
        let saved = Saved {
            key: key("0.1.0-abc"),
            checked: checked.clone(),
        };
        let text = serde_json::to_string(&saved).unwrap();
        assert_eq!(parse(&text, &key("0.1.0-abc")), Some(checked));
        assert_eq!(parse(&text, &key("0.1.0-def")), None);
        assert_eq!(
            parse(&text[..text.len() / 2], &key("0.1.0-abc")),
            None,
            "half a file"
        );
    }
}
