//! Finds libpith.so: PITH_LIB_DIR, then pkg-config, then the build folder of a checkout. No dependencies.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo:rerun-if-env-changed=PITH_LIB_DIR");
    println!("cargo:rerun-if-changed=build.rs");
    let directory = from_environment().or_else(from_pkg_config).or_else(from_checkout);
    match directory {
        Some(directory) => {
            println!("cargo:rustc-link-search=native={}", directory.display());
            // Lets `cargo test` and `cargo run` start without LD_LIBRARY_PATH; dependants read it as DEP_PITH_LIB_DIR.
            println!("cargo:lib_dir={}", directory.display());
            provide_soname(&directory);
        }
        None => println!("cargo:warning=libpith.so not found: set PITH_LIB_DIR to its folder, or build it with swift"),
    }
    println!("cargo:rustc-link-lib=dylib=pith");
}

fn from_environment() -> Option<PathBuf> {
    env::var_os("PITH_LIB_DIR").map(PathBuf::from)
}

fn from_pkg_config() -> Option<PathBuf> {
    let output = Command::new("pkg-config").args(["--variable=libdir", "pith"]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let path = PathBuf::from(text.trim());
    (output.status.success() && path.join("libpith.so").exists()).then_some(path)
}

fn from_checkout() -> Option<PathBuf> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR")?);
    let path = manifest.ancestors().nth(3)?.join(".build/release");
    path.join("libpith.so").exists().then_some(path)
}

/// Programs load the library by its soname; a build folder holds only libpith.so. A link in OUT_DIR serves the crate's own tests.
fn provide_soname(directory: &Path) {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let library = directory.join("libpith.so");
    let link = out.join("libpith.so.0");
    let _ = fs::remove_file(&link);
    #[cfg(unix)]
    if library.exists() && std::os::unix::fs::symlink(fs::canonicalize(&library).unwrap_or(library), &link).is_ok() {
        println!("cargo:rustc-link-arg=-Wl,-rpath,{}", out.display());
        println!("cargo:link_dir={}", out.display());
    }
}
