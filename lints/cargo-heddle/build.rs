//! Puts the driver's source into the command, so that the installed program can build its driver anywhere, and
//! names the nightly it is built with. Both are read from `source/`: links to where they stand once, of which
//! `cargo package` makes files.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sha2::{Digest, Sha256};

/// Cargo leaves a folder with a `Cargo.toml` out of a package: here the driver's has another name.
const MANIFEST: &str = "manifest.toml";

fn main() {
    let source = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("source");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=source");
    let mut files = BTreeMap::new();
    collect(&source, "", &mut files);

    let mut table = String::from("&[\n");
    let mut hasher = Sha256::new();
    for (name, path) in &files {
        let contents = fs::read(path).expect("a file of the driver can be read");
        for part in [name.as_bytes(), &contents] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        writeln!(table, "    ({name:?}, include_bytes!({path:?})),").expect("a string takes all");
    }
    table.push(']');
    let out = PathBuf::from(env::var("OUT_DIR").expect("set by cargo"));
    fs::write(out.join("files.rs"), table).expect("the output folder is writable");
    // The same on every machine and with every compiler: a packaged driver is known by it.
    let hash: [u8; 4] = hasher.finalize()[..4].try_into().expect("four bytes");
    println!(
        "cargo:rustc-env=HEDDLE_SOURCE_HASH={:08x}",
        u32::from_be_bytes(hash)
    );

    let toolchain = read_toml(&files["rust-toolchain.toml"]);
    let channel = toolchain["toolchain"]["channel"]
        .as_str()
        .expect("the pin names a channel");
    println!("cargo:rustc-env=HEDDLE_PIN={channel}");
    let components = toolchain["toolchain"]["components"]
        .as_array()
        .expect("the pin names components");
    let components: Vec<_> = components
        .iter()
        .filter_map(|component| component.as_str())
        .collect();
    println!("cargo:rustc-env=HEDDLE_COMPONENTS={}", components.join(","));
    let driver = read_toml(&files["driver/Cargo.toml"]);
    let clippy_utils = driver["dependencies"]["clippy_utils"]
        .as_str()
        .expect("the driver pins clippy_utils");
    println!(
        "cargo:rustc-env=HEDDLE_CLIPPY_UTILS={}",
        clippy_utils.trim_start_matches('=')
    );
}

/// The files below `folder`, by the path that they have below `lints/`.
fn collect(folder: &Path, above: &str, files: &mut BTreeMap<String, PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the driver can be read") {
        let path = entry.expect("a folder of the driver can be read").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() {
            collect(&path, &format!("{above}{name}/"), files);
        } else {
            let name = if name == MANIFEST { "Cargo.toml" } else { &name };
            files.insert(format!("{above}{name}"), path);
        }
    }
}

fn read_toml(path: &Path) -> toml::Table {
    fs::read_to_string(path)
        .expect("it can be read")
        .parse()
        .expect("it is TOML")
}
