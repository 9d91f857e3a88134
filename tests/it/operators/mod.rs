//! What operators can rely on: the process, its listeners, its command line.

mod installation;
mod listeners;
mod shutdown;
mod tls;
