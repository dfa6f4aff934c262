//! The driver of this version in the cache: found there, built from the source that the command carries, or taken
//! from an archive that another machine has made.

mod archive;
mod compile;
mod place;
mod prune;
mod record;

use std::env::consts::EXE_SUFFIX;
use std::fs::File;
use std::path::{Path, PathBuf};

pub(crate) use prune::{Pruned, prune};
pub(crate) use record::checksum;

use crate::error::BUILD_MEGABYTES;
use crate::home::{self, home};
use crate::pin::{PIN, SOURCE_HASH, VERSION};
use crate::toolchain::{Fetch, Parts, Toolchain};
use crate::{Error, report};
use archive::{Archive, Outgoing};
use record::{Look, State};

/// Keeps two runs from setting up the same driver.
const LOCK: &str = "driver";

/// Where the driver of this version lies once it is there.
pub fn driver_path() -> Result<PathBuf, Error> {
    Ok(drivers()?.join(version()).join(file_name()))
}

/// Names the driver among all that were or will be.
pub(crate) fn version() -> String {
    format!("{VERSION}-{PIN}-{SOURCE_HASH}")
}

/// The toolchain for a check, with what is missing installed now if that may be.
pub(crate) fn toolchain(fetch: Fetch) -> Result<Toolchain, Error> {
    Toolchain::get(needed_parts(Look::Quick)?, fetch)
}

/// The driver for a check, built now if it is not there.
pub(crate) fn ensure(toolchain: &Toolchain, fetch: Fetch) -> Result<PathBuf, Error> {
    provide(toolchain, fetch, Look::Quick)
}

/// Sets up what a check needs; gives the driver.
pub(crate) fn set_up() -> Result<PathBuf, Error> {
    place::allow(&driver_path()?);
    let toolchain = Toolchain::get(needed_parts(Look::Thorough)?, Fetch::Asked)?;
    toolchain.try_out()?;
    let driver = provide(&toolchain, Fetch::Asked, Look::Thorough)?;
    place::try_out(&driver, &toolchain)?;
    Ok(driver)
}

/// The same with a driver from an archive, which needs less of the toolchain and no compiling.
pub(crate) fn set_up_from(file: &Path) -> Result<PathBuf, Error> {
    // Before anything is fetched.
    let archive = Archive::read(file)?;
    let toolchain = Toolchain::get(Parts::Check, Fetch::Asked)?;
    archive.check_target(&toolchain.host)?;
    toolchain.try_out()?;
    let driver = driver_path()?;
    unpack(&archive, &driver, &toolchain).map_err(|error| archive.explain(error))?;
    place::try_out(&driver, &toolchain)?;
    Ok(driver)
}

/// Writes the driver, which is set up now if it is not there, into an archive for [`set_up_from`].
pub(crate) fn pack(file: &Path) -> Result<(), Error> {
    let archive = Outgoing::begin(file)?;
    archive.finish(&set_up()?)
}

/// Checks that all is there and works; changes nothing.
pub(crate) fn look() -> Result<PathBuf, Error> {
    let driver = driver_path()?;
    let state = record::state(&driver, Look::Thorough);
    let toolchain = Toolchain::with(match state {
        State::Whole | State::Damaged => Parts::Check,
        State::Missing => Parts::Build(state.word()),
    })?;
    toolchain.try_out()?;
    match state {
        State::Whole => place::try_out(&driver, &toolchain).map(|()| driver),
        State::Damaged => Err(Error::DamagedDriver { path: driver }),
        State::Missing => Err(Error::NoDriver),
    }
}

/// What is wrong with the driver, when a check has failed for whatever reason.
pub(crate) fn blame(driver: &Path, toolchain: &Toolchain) -> Result<(), Error> {
    match record::state(driver, Look::Thorough) {
        State::Whole => place::try_out(driver, toolchain),
        State::Damaged => Err(Error::DamagedDriver {
            path: driver.to_owned(),
        }),
        State::Missing => Ok(()),
    }
}

/// Keeps the driver from being pruned until the file is dropped, where the system has locks.
pub(crate) fn hold(driver: &Path) -> Option<File> {
    let file = File::open(record::path(driver)).ok()?;
    file.lock_shared().ok()?;
    Some(file)
}

/// Where the drivers of all versions lie, each in a folder of its own.
fn drivers() -> Result<PathBuf, Error> {
    Ok(home()?.join("drivers"))
}

fn file_name() -> String {
    format!("heddle-driver{EXE_SUFFIX}")
}

/// How much of the toolchain is needed: less where the driver is there.
fn needed_parts(look: Look) -> Result<Parts, Error> {
    Ok(match record::state(&driver_path()?, look) {
        State::Whole => Parts::Check,
        found => Parts::Build(found.word()),
    })
}

fn provide(toolchain: &Toolchain, fetch: Fetch, look: Look) -> Result<PathBuf, Error> {
    let driver = driver_path()?;
    let found = record::state(&driver, look);
    if found == State::Whole {
        return Ok(driver);
    }
    toolchain.check_components(found.word())?;
    build(&driver, toolchain, fetch, look).map_err(|error| error.needing(BUILD_MEGABYTES))?;
    Ok(driver)
}

fn build(driver: &Path, toolchain: &Toolchain, fetch: Fetch, look: Look) -> Result<(), Error> {
    let _alone = home::lock(LOCK)?;
    // Another run may have built it while this one waited.
    match record::state(driver, look) {
        State::Whole => return Ok(()),
        State::Missing => report::status("Building", "the driver, once for this version of the kit"),
        State::Damaged => report::status("Building", "the driver anew, as the one in the cache is damaged"),
    }
    let built = compile::compile(toolchain, fetch)?;
    let contents = std::fs::read(&built).map_err(home::cache_error("read", &built))?;
    let record = record::Record::of(&contents, &toolchain.host);
    place::put(&contents, &record, driver, toolchain)
}

fn unpack(archive: &Archive, driver: &Path, toolchain: &Toolchain) -> Result<(), Error> {
    let _alone = home::lock(LOCK)?;
    place::allow(driver);
    if record::state(driver, Look::Thorough) == State::Whole {
        return Ok(());
    }
    report::status("Unpacking", &archive.path.display().to_string());
    place::put(&archive.driver, &archive.record, driver, toolchain)
}
