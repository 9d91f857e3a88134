//! What the demo says when it is ready: what to open, who to be, what to type.

use serde_json::{Value, json};

use super::cast::{self, ACCOUNTS};
use super::house::House;
use crate::cli::failure::Failure;
use crate::cli::output::Output;

/// Says it.
pub(super) fn show(house: &House, output: &mut Output) -> Result<(), Failure> {
    if output.is_json() { output.document(&document(house)) } else { output.text(&text(house)) }
}

fn document(house: &House) -> Value {
    let account = |account: &cast::Account| {
        let person = |(person, role): (&cast::Person, &str)| json!({ "email": person.email, "role": role, "password": cast::PASSWORD });
        json!({
            "subdomain": account.subdomain,
            "issuer": house.credentials.accounts.get(account.subdomain).map(|known| &known.issuer),
            "people": account.people().map(person),
        })
    };
    json!({
        "application": house.application,
        "server": house.server.to_string(),
        "credentials": house.credentials.path(),
        "accounts": ACCOUNTS.iter().map(account).collect::<Vec<_>>(),
    })
}

fn text(house: &House) -> String {
    let (port, server, application) = (house.server.port(), house.server, &house.application);
    let credentials = house.credentials.path().display();
    let people: String = ACCOUNTS
        .iter()
        .flat_map(|account| account.people().map(|(person, role)| (account, person, role)))
        .map(|(account, person, role)| format!("  {:<8} {:<26} {role}\n", account.name, person.email))
        .collect();
    let hosts: Vec<String> = ACCOUNTS.iter().map(|account| format!("{}.localhost", account.subdomain)).collect();
    let acme = format!("acme.localhost:{port}");
    format!(
        "
Grantor's demo is ready. Open the application and connect it to an account:

  {application}/

Sign in as one of these, with the password {password}

{people}
From a terminal: what the server says of itself, and a token for a machine

  curl -H 'Host: {acme}' http://{server}/.well-known/oauth-authorization-server
  curl --resolve {acme}:127.0.0.1 http://{acme}/oauth/tokens \\
       -u {machine}:SECRET -d grant_type=client_credentials

Secrets are in {credentials} (mode 0600): the server keeps only digests of them.
The next start goes on with what is in that folder; delete it to start anew.

If the browser does not find {first}, add this line to /etc/hosts:

  127.0.0.1 {hosts}

Ctrl-C ends the demo. Below is a line for each request.
",
        password = cast::PASSWORD,
        machine = cast::MACHINE,
        first = hosts[0],
        hosts = hosts.join(" "),
    )
}
