//! The binary.

use std::process::ExitCode;

/// A tenth of a request is memory that comes and goes, and this one is faster at it than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    grantor::cli::main()
}
