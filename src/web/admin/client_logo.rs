//! `/admin/oauth/clients/{id}/logo`: the picture that people see when a client asks them.
//!
//! The one form with a file in it, and so the one that is not read as parameters: RFC 7578, part by part, as much as a
//! picture may weigh and no more.

use std::convert::Infallible;

use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Bytes, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::{StreamExt, stream};
use multer::Multipart;

use super::admin::Admin;
use super::clients::{crumb, find, path};
use super::denied::Denied;
use crate::clients::{self, Client, ClientId, ClientKey};
use crate::logos::{LARGEST, Logo, Room};
use crate::web::header_text;
use crate::web::look;
use crate::web::pages::admin::client_logo as page;
use crate::web::pages::admin::shell::Section;
use crate::web::pages::problem::Problem;

/// Room for the other fields of the form.
const BESIDE: usize = 4_096;

/// The most that is read of a picture that is too large before its connection is given up: an answer while the browser
/// is still sending would not be seen.
const DRAINED: usize = 32 * LARGEST;

/// The logo as it is, and the form for another.
pub(super) async fn show(admin: Admin, id: Path<i64>) -> HttpResponse {
    let found = find(&admin, *id).await;
    admin.answer(found.map(|client| admin.page(&form(&admin, &client, false, true))))
}

/// 1. The form is this session's. 2. The file is a picture. 3. It is kept, or the one before is taken away. 4. Back.
pub(super) async fn save(admin: Admin, id: Path<i64>, request: HttpRequest, body: Payload) -> HttpResponse {
    let saved = async {
        let sent = Sent::read(&request, body).await?;
        let here = path(ClientId::new(*id), "/logo");
        if !admin.visit.from_here {
            return Err(Problem::ForeignOrigin.into());
        }
        if !admin.visit.forms.proves(&here, &[], &sent.csrf) {
            return Err(Problem::Stale(None).into());
        }
        let client = find(&admin, *id).await?;
        let logo = match (sent.remove, sent.picture.is_empty()) {
            (true, _) => None,
            (false, true) => return Ok(admin.refused(&form(&admin, &client, true, false))),
            (false, false) => match admin.visit.grantor.logos.look(sent.picture, Room::Tile).await {
                Ok(logo) => Some(logo),
                Err(_) => return Ok(admin.refused(&form(&admin, &client, true, false))),
            },
        };
        keep(&admin, client.key, logo).await
    };
    admin.answer(saved.await)
}

async fn keep(admin: &Admin, key: ClientKey, logo: Option<Logo>) -> Result<HttpResponse, Denied> {
    admin.write(move |tx, stamp| clients::set_logo(tx, key, logo.as_ref(), stamp)).await?;
    Ok(admin.done(&path(key.id, ""), "client-saved"))
}

fn form(admin: &Admin, client: &Client, wrong: bool, again: bool) -> page::ClientLogo {
    page::ClientLogo {
        shell: admin.shell(Section::Clients, again),
        crumb: crumb(admin),
        name: client.name.clone(),
        logo: client.logo_id.as_deref().map(look::logo),
        wrong,
        form: admin.form(&path(client.key.id, "/logo"), &[]),
        cancel: path(client.key.id, ""),
    }
}

/// The body, as much of it as a picture may weigh, and whether that is all.
async fn beginning(mut body: Payload) -> Result<(Bytes, bool), Problem> {
    let (mut kept, mut weight) = (Vec::new(), 0);
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|_| Problem::Unreadable)?;
        weight += chunk.len();
        let room = (LARGEST + BESIDE).saturating_sub(kept.len());
        kept.extend_from_slice(&chunk[..room.min(chunk.len())]);
        if weight > DRAINED {
            return Err(Problem::Unreadable);
        }
    }
    let whole = kept.len() == weight;
    Ok((kept.into(), whole))
}

/// What was sent.
#[derive(Default)]
struct Sent {
    csrf: String,
    remove: bool,
    picture: Vec<u8>,
}

impl Sent {
    async fn read(request: &HttpRequest, body: Payload) -> Result<Self, Problem> {
        let kind = header_text::first(request.headers(), CONTENT_TYPE).unwrap_or_default();
        let boundary = multer::parse_boundary(kind).map_err(|_| Problem::Unreadable)?;
        let (bytes, whole) = beginning(body).await?;
        let bytes = stream::once(async { Ok::<_, Infallible>(bytes) });
        let mut sent = Self::default();
        match sent.parts(Multipart::new(Box::pin(bytes), boundary)).await {
            Err(_) if whole => Err(Problem::Unreadable),
            // Of a body that was cut off, what stands before the picture is there, and the picture is none.
            _ => Ok(sent),
        }
    }

    async fn parts(&mut self, mut parts: Multipart<'_>) -> Result<(), multer::Error> {
        while let Some(part) = parts.next_field().await? {
            let name = part.name().unwrap_or_default().to_owned();
            let bytes = part.bytes().await?;
            match name.as_str() {
                "csrf" => self.csrf = String::from_utf8_lossy(&bytes).into_owned(),
                "remove" => self.remove = bytes.as_ref() == b"yes",
                _ => self.picture = bytes.to_vec(),
            }
        }
        Ok(())
    }
}
