//! What other people write: names, sentences, values that were sent.

/// What other people wrote that ends up on a page.
#[derive(Clone, Debug)]
pub struct Words {
    /// An app's name.
    pub app: String,
    /// Who makes it.
    pub publisher: String,
    /// What it says it does.
    pub description: String,
    /// An account's name.
    pub account: String,
    /// The vendor's name.
    pub vendor: String,
    /// A person's name.
    pub person: String,
    /// A person's e-mail.
    pub email: String,
    /// The host, loopback address or scheme that follows.
    pub host: String,
    /// A resource of the scope catalogue.
    pub resource: String,
    /// A scope's description in the catalogue.
    pub meaning: String,
    /// `state`, and whatever else comes back in hidden fields.
    pub state: String,
    /// An identifier that was sent.
    pub identifier: String,
}

impl Words {
    /// What one would expect.
    pub fn ordinary() -> Self {
        let own = str::to_owned;
        Self {
            app: own("Invoice Sync"),
            publisher: own("Northwind GmbH"),
            description: own("Turns solved tickets into invoices and keeps both in step."),
            account: own("Acme"),
            vendor: own("Zenith"),
            person: own("Ada Byron"),
            email: own("ada@acme.com"),
            host: own("app.northwind.com"),
            resource: own("invoices"),
            meaning: own("Send replies in your name"),
            state: own("af0ifjsldkj"),
            identifier: own("invoice_sync"),
        }
    }

    /// The same text everywhere: something hostile, or something too long.
    pub fn all(text: &str) -> Self {
        let own = || text.to_owned();
        Self {
            app: own(),
            publisher: own(),
            description: own(),
            account: own(),
            vendor: own(),
            person: own(),
            email: own(),
            host: own(),
            resource: own(),
            meaning: own(),
            state: own(),
            identifier: own(),
        }
    }
}
