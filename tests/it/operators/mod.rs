//! What operators can rely on: the process, its listeners, its command line.

mod audit;
mod command_line;
pub mod company;
mod database_file;
mod import;
pub mod installation;
mod listeners;
mod log;
mod logos;
mod named;
mod people;
mod proposals;
mod shutdown;
mod sso;
mod surfaces;
mod text;
mod tls;
mod upgrade;
