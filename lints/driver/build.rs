//! Lets the driver find rustc's own libraries in the toolchain that built it, without help from its caller, and
//! turns the catalogue into what it reads at each start.

use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    link_rustc();
    convert_catalogue(Path::new("../catalogue"));
}

fn link_rustc() {
    println!("cargo:rerun-if-env-changed=RUSTC");
    let rustc = std::env::var_os("RUSTC").expect("cargo sets RUSTC for build scripts");
    let output = Command::new(rustc)
        .args(["--print", "sysroot"])
        .output()
        .expect("rustc runs");
    let sysroot = String::from_utf8(output.stdout).expect("the sysroot's path is UTF-8");
    // Windows has no such search path: there rustup puts the toolchain's `bin` on PATH.
    if std::env::var_os("CARGO_CFG_UNIX").is_some() {
        println!("cargo:rustc-link-arg-bins=-Wl,-rpath,{}/lib", sysroot.trim());
    }
}

/// Writes each `<name>.toml` of `folder` as `<name>.json` into the build's folder.
fn convert_catalogue(folder: &Path) {
    println!("cargo:rerun-if-changed={}", folder.display());
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR for build scripts"));
    for file in folder.read_dir().expect("the catalogue is a folder") {
        let path = file.expect("the catalogue can be listed").path();
        let text = std::fs::read_to_string(&path).expect("the catalogue can be read");
        let table: toml::Table =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let json = serde_json::to_string(&table).expect("TOML without dates is JSON");
        let name = path.file_stem().expect("files have names");
        std::fs::write(out.join(name).with_extension("json"), json)
            .expect("the build's folder can be written");
    }
}
