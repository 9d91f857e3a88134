//! What everything is compared with: a POST whose form is parsed and answered with JSON, and nothing else.

use std::net::Ipv4Addr;

use actix_web::{App, HttpResponse, HttpServer, web};
use grantor::secret::Kind;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::http;
use crate::workloads::{Step, User};
use crate::world;

/// Where it answers.
const PATH: &str = "/bare";

#[derive(Deserialize)]
struct Asked {
    token: String,
}

#[derive(Serialize)]
struct Told {
    active: bool,
    text: String,
}

/// Answers with `bytes` bytes on `port` of this machine until the process ends.
pub(crate) fn serve(bytes: usize, port: u16, workers: Option<usize>) -> Result<()> {
    let empty = serde_json::to_vec(&Told { active: true, text: String::new() })?.len();
    let text = "x".repeat(bytes.saturating_sub(empty));
    let answer = move |asked: web::Form<Asked>| {
        let told = Told { active: !asked.token.is_empty(), text: text.clone() };
        async move { HttpResponse::Ok().json(told) }
    };
    let server = HttpServer::new(move || App::new().route(PATH, web::post().to(answer.clone())));
    let server = match workers {
        Some(workers) => server.workers(workers),
        None => server,
    };
    let server = server.bind((Ipv4Addr::LOCALHOST, port))?;
    Ok(actix_web::rt::System::new().block_on(server.run())?)
}

/// Who asks it.
pub(crate) struct Asker {
    pub(crate) bytes: usize,
    pub(crate) request: Vec<u8>,
}

impl Asker {
    /// Sends what an introspection sends.
    pub(crate) fn new(bytes: usize) -> Self {
        let (mut request, body) = (Vec::new(), format!("token={}", world::secret(Kind::AccessToken, 0).reveal()));
        let authorization = format!("Basic {}", "x".repeat(80));
        http::post(&mut request, PATH, "t1.localhost", &[("Authorization", &authorization)], &body);
        Self { bytes, request }
    }
}

impl User for Asker {
    fn ask(&mut self, request: &mut Vec<u8>) {
        request.extend_from_slice(&self.request);
    }

    fn hear(&mut self, answer: &http::Answer<'_>) -> Result<Step> {
        let told = answer.json(200)?;
        if told["active"] != true || answer.body.len() != self.bytes {
            return Err("the bare handler said something else".into());
        }
        Ok(Step::Done)
    }
}
