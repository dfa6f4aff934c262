//! Puts the driver's source into the command, so that the installed program can build its driver anywhere, and
//! names the nightly it is built with. Both are read from where they stand once: `lints/`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let lints = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("..");
    println!("cargo:rerun-if-changed=build.rs");

    let mut files = BTreeMap::new();
    for name in [
        "rust-toolchain.toml",
        "driver/Cargo.toml",
        "driver/Cargo.lock",
        "driver/build.rs",
        "protocol/Cargo.toml",
    ] {
        println!("cargo:rerun-if-changed=../{name}");
        files.insert(name.to_owned(), lints.join(name));
    }
    for folder in ["driver/src", "protocol/src", "catalogue"] {
        println!("cargo:rerun-if-changed=../{folder}");
        collect(&lints.join(folder), folder, &mut files);
    }

    let mut table = String::from("&[\n");
    let mut hasher = DefaultHasher::new();
    for (name, path) in &files {
        (name, fs::read(path).expect("a file of the driver can be read")).hash(&mut hasher);
        let path = path.canonicalize().expect("a file of the driver has a path");
        writeln!(table, "    ({name:?}, include_bytes!({path:?})),").expect("a string takes all");
    }
    table.push(']');
    let out = PathBuf::from(env::var("OUT_DIR").expect("set by cargo"));
    fs::write(out.join("files.rs"), table).expect("the output folder is writable");
    println!(
        "cargo:rustc-env=HEDDLE_SOURCE_HASH={:08x}",
        hasher.finish() as u32
    );

    let toolchain = read_toml(&lints.join("rust-toolchain.toml"));
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
    let driver = read_toml(&lints.join("driver/Cargo.toml"));
    let clippy_utils = driver["dependencies"]["clippy_utils"]
        .as_str()
        .expect("the driver pins clippy_utils");
    println!(
        "cargo:rustc-env=HEDDLE_CLIPPY_UTILS={}",
        clippy_utils.trim_start_matches('=')
    );
}

fn collect(folder: &Path, name: &str, files: &mut BTreeMap<String, PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the driver can be read") {
        let path = entry.expect("a folder of the driver can be read").path();
        let name = format!("{name}/{}", path.file_name().expect("a name").to_string_lossy());
        if path.is_dir() {
            collect(&path, &name, files);
        } else {
            files.insert(name, path);
        }
    }
}

fn read_toml(path: &Path) -> toml::Table {
    fs::read_to_string(path)
        .expect("it can be read")
        .parse()
        .expect("it is TOML")
}
