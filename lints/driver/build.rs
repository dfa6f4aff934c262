//! Lets the driver find rustc's own libraries in the toolchain that built it, without help from its caller.

use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
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
