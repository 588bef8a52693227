//! The program `local`; see the library.

/// Many short allocations on each request, and 19 MiB for each password.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    local::cli::main()
}
