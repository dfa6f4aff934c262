//! What is served: the simplest routes of the template's services, with the same answers.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use crate::hexadecimal;

/// Longest body of a request in bytes; more is answered 413.
pub const MAX_BODY: usize = 1 << 20;

/// An answer, before it is written in any library's type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The methods that the path takes, where the method was wrong.
    pub allow: Option<&'static str>,
    /// The body, in text.
    pub body: Cow<'static, str>,
}

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// It is answered at once.
    Plain(Answer),
    /// `POST /digest`: takes the body and computes.
    Digest,
}

impl Answer {
    /// The type of every body.
    pub const CONTENT_TYPE: &str = "text/plain; charset=utf-8";

    /// A status with a short text.
    pub const fn new(status: u16, body: &'static str) -> Self {
        Self {
            status,
            allow: None,
            body: Cow::Borrowed(body),
        }
    }

    /// To a body that is too long.
    pub const fn too_large() -> Self {
        Self::new(413, "the limit is 1048576 bytes\n")
    }

    /// To a request over a limit.
    pub const fn busy() -> Self {
        Self::new(503, "busy, try again\n")
    }

    const fn wrong_method(allow: &'static str) -> Self {
        let mut answer = Self::new(405, "wrong method\n");
        answer.allow = Some(allow);
        answer
    }
}

/// Finds the route of a request; the path is without its query.
pub fn route(method: &str, path: &str) -> Route {
    Route::Plain(match (path, method) {
        ("/", "GET" | "HEAD") => Answer::new(200, "hello\n"),
        ("/livez", "GET" | "HEAD") => Answer::new(200, "alive\n"),
        ("/digest", "POST") => return Route::Digest,
        ("/" | "/livez", _) => Answer::wrong_method("GET, HEAD"),
        ("/digest", _) => Answer::wrong_method("POST"),
        _ => Answer::new(404, "no such path\n"),
    })
}

/// The answer of `/digest`: SHA-256 of the body, hashed again for the remaining `rounds`.
pub fn digested(body: Sha256, rounds: u32) -> Answer {
    let mut hash = body.finalize();
    for _ in 1..rounds {
        hash = Sha256::digest(hash);
    }
    Answer {
        status: 200,
        allow: None,
        body: Cow::Owned(hexadecimal(&hash) + "\n"),
    }
}

#[cfg(feature = "server")]
pub use with_hyper::{Received, Response, receive};

#[cfg(feature = "server")]
mod with_hyper {
    use bytes::Bytes;
    use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
    use hyper::body::{Body, Incoming};
    use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue};
    use hyper::{Request, StatusCode};
    use sha2::{Digest, Sha256};

    use super::{Answer, MAX_BODY, Route, route};

    /// An answer of hyper.
    pub type Response = hyper::Response<Full<Bytes>>;

    /// A request that has come whole.
    #[derive(Debug)]
    pub enum Received {
        /// Its answer is known already.
        Answered(Answer),
        /// Its body, hashed as it came; what remains is to compute.
        Digest(Sha256),
    }

    /// Takes a request in, with its body as far as its route wants one.
    pub async fn receive(request: Request<Incoming>) -> Received {
        let (head, body) = request.into_parts();
        let answer = match route(head.method.as_str(), head.uri.path()) {
            Route::Plain(answer) => answer,
            Route::Digest if body.size_hint().lower() > MAX_BODY as u64 => Answer::too_large(),
            Route::Digest => match hash(body).await {
                Ok(hash) => return Received::Digest(hash),
                Err(answer) => answer,
            },
        };
        Received::Answered(answer)
    }

    async fn hash(body: Incoming) -> Result<Sha256, Answer> {
        let mut hash = Sha256::new();
        let mut body = Limited::new(body, MAX_BODY);
        while let Some(frame) = body.frame().await {
            match frame {
                Ok(frame) => hash.update(frame.data_ref().map_or(&[][..], |bytes| bytes)),
                Err(error) if error.is::<LengthLimitError>() => return Err(Answer::too_large()),
                Err(_) => return Err(Answer::new(400, "the body broke off\n")),
            }
        }
        Ok(hash)
    }

    impl From<Answer> for Response {
        fn from(answer: Answer) -> Self {
            let mut response = Self::new(Full::new(Bytes::from(answer.body.into_owned())));
            *response.status_mut() = StatusCode::from_u16(answer.status).expect("our own are sound");
            let headers = response.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(Answer::CONTENT_TYPE));
            if let Some(methods) = answer.allow {
                headers.insert(ALLOW, HeaderValue::from_static(methods));
            }
            response
        }
    }
}
