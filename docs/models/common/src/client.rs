//! One request and its answer over a connection, whichever runtime it belongs to.

use std::future::poll_fn;
use std::pin::pin;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty, LengthLimitError, Limited};
use hyper::client::conn::http1;
use hyper::header::{CONNECTION, HOST};
use hyper::rt::{Read, Write};
use hyper::{Request, StatusCode};

use crate::{Address, Error};

/// Asks for a page and reads it to its end. Dropped before, it closes the connection.
pub async fn fetch(
    stream: impl Read + Write + Unpin,
    address: &Address,
    max_body: usize,
) -> Result<(StatusCode, Bytes), Error> {
    let (mut sender, connection) = http1::handshake(stream).await.map_err(Error::broken)?;
    let request = Request::get(&address.path)
        .header(HOST, &address.authority)
        .header(CONNECTION, "close")
        .body(Empty::<Bytes>::new())
        .map_err(|_| Error::Address)?;
    let exchange = async {
        let answer = sender.send_request(request).await.map_err(Error::broken)?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, max_body).collect().await;
        let body = body.map_err(|error| match error.is::<LengthLimitError>() {
            true => Error::TooLarge,
            false => Error::broken(error),
        })?;
        Ok((head.status, body.to_bytes()))
    };
    driven_by(connection, exchange).await
}

/// Runs `exchange` with the connection that moves its bytes, in the same task: dropped together, neither
/// outlives the request.
async fn driven_by<T>(connection: impl Future, exchange: impl Future<Output = T>) -> T {
    let mut connection = pin!(connection);
    let mut exchange = pin!(exchange);
    let mut is_open = true;
    poll_fn(move |context| {
        if is_open && connection.as_mut().poll(context).is_ready() {
            is_open = false;
        }
        exchange.as_mut().poll(context)
    })
    .await
}
