//! Why a PostgreSQL database cannot be served from, found out before anything is made in it.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text};

use crate::storage::{Db, Result};

/// Why it cannot, and what its owner has to type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsuitable {
    /// Another encoding than UTF-8, which has no room for every name.
    #[error(
        "the database is encoded in {0}, which has no room for every name: make one with \
         `CREATE DATABASE grantor ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0`"
    )]
    Encoding(String),
    /// Tables are to be made, and the role may not.
    #[error(
        "the role {role} may not make tables in the schema {schema}: as its owner, type \
         `GRANT USAGE, CREATE ON SCHEMA {schema} TO {role}` in this database"
    )]
    Role {
        /// Who connects, as SQL writes it.
        role: String,
        /// Where the tables belong, as SQL writes it.
        schema: String,
    },
    /// There is nowhere to make them.
    #[error("the search_path of the role {0} names no schema that is there and open to it: make one that it owns")]
    Schema(String),
}

#[derive(QueryableByName)]
struct Described {
    #[diesel(sql_type = Nullable<Text>)]
    encoding: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    schema: Option<String>,
    #[diesel(sql_type = Nullable<Bool>)]
    creates: Option<bool>,
    #[diesel(sql_type = Text)]
    role: String,
}

const DESCRIBED: &str = "SELECT current_setting('server_encoding', true) AS encoding, \
    quote_ident(current_schema()::text) AS schema, has_schema_privilege(current_schema()::text, 'CREATE') AS creates, \
    quote_ident(current_user::text) AS role";

/// What is wrong with the database, in which tables are still to be made if it `lacks` some.
pub(super) fn unsuitable(db: &mut Db, lacks: bool) -> Result<Option<Unsuitable>> {
    if let Db::Sqlite(_) = db {
        return Ok(None);
    }
    let Described { encoding, schema, creates, role } = diesel::sql_query(DESCRIBED).get_result(db)?;
    Ok(match (encoding, schema) {
        (Some(encoding), _) if encoding != "UTF8" => Some(Unsuitable::Encoding(encoding)),
        (_, None) => Some(Unsuitable::Schema(role)),
        (_, Some(schema)) if lacks && creates != Some(true) => Some(Unsuitable::Role { role, schema }),
        _ => None,
    })
}
