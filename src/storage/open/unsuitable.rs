//! Why a PostgreSQL database cannot be served from, found out before anything is made in it.
//!
//! A role that migrates owns the tables: nobody else may change them, and where a step is refused those before it have been
//! taken. A role that only serves reads and writes them. What it may not is found here, and not request by request.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text};

use super::OpenError;
use crate::storage::{Db, Failure, steps};

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
    /// Tables are to be changed that are somebody else's.
    #[error(
        "the role {role} may not migrate, because tables are not its own: migrate as {owner}, whose they are, or type \
         `{alter}` in this database"
    )]
    Owner {
        /// Who connects, as SQL writes it.
        role: String,
        /// Whose they are, as SQL writes it.
        owner: String,
        /// What makes them the role's own.
        alter: String,
    },
    /// Tables are there, and the role may not read and write them.
    #[error("the role {role} may not use every table: as {owner}, whose they are, type `{grant}` in this database")]
    Use {
        /// Who connects, as SQL writes it.
        role: String,
        /// Whose they are, as SQL writes it.
        owner: String,
        /// What lets the role use them.
        grant: String,
    },
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

/// A table of ours that is there.
#[derive(QueryableByName)]
struct Table {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    owner: String,
    #[diesel(sql_type = Bool)]
    owned: bool,
    #[diesel(sql_type = Bool)]
    read: bool,
    #[diesel(sql_type = Bool)]
    written: bool,
    /// Whether it says which steps were taken: who serves only reads it.
    #[diesel(sql_type = Bool)]
    of_steps: bool,
}

impl Table {
    fn is_open(&self) -> bool {
        self.read && (self.written || self.of_steps)
    }
}

/// The question which tables of ours there are.
fn tables() -> String {
    let list = |names: &[&str]| names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ");
    let (of_steps, all) = (list(&steps::OF_STEPS), list(&steps::tables().collect::<Vec<_>>()));
    format!(
        "SELECT quote_ident(n.nspname::text) || '.' || quote_ident(c.relname::text) AS name, \
         quote_ident(pg_get_userbyid(c.relowner)::text) AS owner, pg_has_role(c.relowner, 'USAGE') AS owned, \
         has_table_privilege(c.oid, 'SELECT') AS read, has_table_privilege(c.oid, 'INSERT') \
         AND has_table_privilege(c.oid, 'UPDATE') AND has_table_privilege(c.oid, 'DELETE') AS written, \
         c.relname IN ({of_steps}) AS of_steps \
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND c.relname IN ({all}) ORDER BY c.relname"
    )
}

/// What a role may do. With a file: everything, that was tried.
#[derive(Default)]
pub(super) struct Rights {
    role: String,
    /// Where tables are made, unless it may make them.
    closed: Option<String>,
    tables: Vec<Table>,
}

impl Rights {
    /// Of whoever is connected, as they are now.
    pub(super) fn of(db: &mut Db) -> Result<Self, OpenError> {
        if let Db::Sqlite(_) = db {
            return Ok(Self::default());
        }
        let Described { encoding, schema, creates, role } =
            diesel::sql_query(DESCRIBED).get_result(db).map_err(Failure::from)?;
        match (encoding, schema) {
            (Some(encoding), _) if encoding != "UTF8" => Err(Unsuitable::Encoding(encoding).into()),
            (_, None) => Err(Unsuitable::Schema(role).into()),
            (_, schema) => {
                let tables = diesel::sql_query(tables()).load(db).map_err(Failure::from)?;
                Ok(Self { role, closed: schema.filter(|_| creates != Some(true)), tables })
            }
        }
    }

    /// Whether it can be asked which steps were taken.
    pub(super) fn to_look(&self) -> Result<(), Unsuitable> {
        if self.tables.iter().all(|table| table.read || !table.of_steps) { Ok(()) } else { self.to_serve() }
    }

    /// Whether tables can be made and changed.
    pub(super) fn to_migrate(&self) -> Result<(), Unsuitable> {
        let Self { role, closed, .. } = self;
        if let Some(schema) = closed {
            return Err(Unsuitable::Role { role: role.clone(), schema: schema.clone() });
        }
        let foreign: Vec<_> = self.tables.iter().filter(|table| !table.owned).collect();
        let Some(Table { owner, .. }) = foreign.first() else { return Ok(()) };
        let alter = foreign.iter().map(|Table { name, .. }| format!("ALTER TABLE {name} OWNER TO {role}"));
        let alter = alter.collect::<Vec<_>>().join("; ");
        Err(Unsuitable::Owner { role: role.clone(), owner: owner.clone(), alter })
    }

    /// Whether it can be served from.
    pub(super) fn to_serve(&self) -> Result<(), Unsuitable> {
        let Self { role, tables, .. } = self;
        let closed: Vec<_> = tables.iter().filter(|table| !table.is_open()).collect();
        let Some(Table { owner, .. }) = closed.first() else { return Ok(()) };
        let names = |of_steps| {
            let names = closed.iter().filter(|table| table.of_steps == of_steps).map(|table| table.name.as_str());
            names.collect::<Vec<_>>().join(", ")
        };
        let grants = [("SELECT", names(true)), ("SELECT, INSERT, UPDATE, DELETE", names(false))].into_iter();
        let grants = grants.filter(|(_, names)| !names.is_empty());
        let grant = grants.map(|(what, names)| format!("GRANT {what} ON {names} TO {role}")).collect::<Vec<_>>();
        Err(Unsuitable::Use { role: role.clone(), owner: owner.clone(), grant: grant.join("; ") })
    }
}
