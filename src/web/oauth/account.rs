//! The account that a machine's request came to. Where nobody can say which it is for now, the client reads what RFC 6749
//! has for it, as from the endpoint itself.

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;

use crate::server::Grantor;
use crate::web::oauth::refused::Refused;
use crate::web::tenant::{Address, At};

/// [`At`], of an endpoint that refuses as RFC 6749 §5.2 says.
#[derive(Clone, Debug)]
pub struct Account(pub At);

impl FromRequest for Account {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let grantor = Data::<Grantor>::extract(&request).await?;
            let named = Address::of(&grantor, &request).named(&grantor).await.map_err(Refused::from)?;
            Ok(Self(named.into_tenant(&grantor, &request)?))
        })
    }
}
