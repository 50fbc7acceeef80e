//! Lets this crate's tests and examples find the library without LD_LIBRARY_PATH: pith-sys says where it is.

fn main() {
    if let Ok(folder) = std::env::var("DEP_PITH_LINK_DIR") {
        println!("cargo:rustc-link-arg=-Wl,-rpath,{folder}");
    }
}
