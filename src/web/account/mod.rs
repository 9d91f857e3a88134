//! What people see of their own account (contract §5).

pub mod connected_apps;
pub mod password;
