//! What is downloaded, and why something was not.

use std::fmt::{self, Display, Formatter};
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};

use http::Uri;
use sha2::{Digest, Sha256};

/// A page that was downloaded whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The status code, which is one of success.
    pub status: u16,
    /// The length of the body.
    pub bytes: usize,
    /// SHA-256 of the body, as hexadecimal digits.
    pub digest: String,
}

impl Page {
    /// Takes an answer in: the little that is computed for each page. Redirects are errors, nothing follows them.
    pub fn new(status: u16, body: &[u8]) -> Result<Self, Error> {
        if !(200..300).contains(&status) {
            return Err(Error::Status(status));
        }
        Ok(Self {
            status,
            bytes: body.len(),
            digest: hexadecimal(&Sha256::digest(body)),
        })
    }
}

/// Bytes as digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Why there is no page.
#[derive(Debug)]
pub enum Error {
    /// It is not an address, or not one of HTTP.
    Address,
    /// Nobody answers there.
    Connect(io::Error),
    /// The connection broke, or what came is not HTTP.
    Broken(String),
    /// The server did not give the page.
    Status(u16),
    /// The body is longer than allowed.
    TooLarge,
    /// The time for all downloads was over.
    Cancelled,
}

impl Error {
    /// A connection that broke.
    pub fn broken(error: impl Display) -> Self {
        Self::Broken(error.to_string())
    }
}

impl Display for Error {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address => write!(formatter, "not an address, write http://host[:port][/path]"),
            Self::Connect(error) => write!(formatter, "cannot connect: {error}"),
            Self::Broken(how) => write!(formatter, "broken off: {how}"),
            Self::Status(status) => write!(formatter, "status {status}"),
            Self::TooLarge => write!(formatter, "longer than --max-body"),
            Self::Cancelled => write!(formatter, "cancelled, the time is over"),
        }
    }
}

impl std::error::Error for Error {}

/// The parts of `http://host:port/path`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The name or number of the host, without brackets.
    pub host: String,
    /// The port, 80 where none is named.
    pub port: u16,
    /// Host and port as they were written, for the header.
    pub authority: String,
    /// The path with its query.
    pub path: String,
}

impl Address {
    /// Takes an address apart.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let uri: Uri = text.parse().map_err(|_| Error::Address)?;
        let authority = uri.authority().ok_or(Error::Address)?;
        if uri.scheme_str() != Some("http") || authority.as_str().contains('@') {
            return Err(Error::Address);
        }
        // `port_u16` does not tell a port that is none from no port.
        let port = match authority.as_str().strip_prefix(authority.host()) {
            Some("") => 80,
            Some(port) => port.trim_start_matches(':').parse().map_err(|_| Error::Address)?,
            None => return Err(Error::Address),
        };
        Ok(Self {
            host: authority.host().trim_matches(['[', ']']).to_owned(),
            port,
            authority: authority.to_string(),
            path: uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
        })
    }

    /// The number of the host, the first where it has several. Blocks the thread while the name is looked up.
    pub fn look_up(&self) -> Result<SocketAddr, Error> {
        let mut found = (self.host.as_str(), self.port)
            .to_socket_addrs()
            .map_err(Error::Connect)?;
        found
            .next()
            .ok_or_else(|| Error::Connect(io::ErrorKind::NotFound.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_port_and_a_path_even_where_none_is_written() {
        let address = Address::parse("http://[::1]").expect("an address");
        assert_eq!(
            (address.host.as_str(), address.port, address.path.as_str()),
            ("::1", 80, "/")
        );
        assert_eq!(
            Address::parse("http://a:81/b?c").expect("an address").path,
            "/b?c"
        );
        for wrong in ["", "/path", "https://a/", "http://a:99999/", "http://me@a/"] {
            assert!(matches!(Address::parse(wrong), Err(Error::Address)), "{wrong}");
        }
    }

    #[test]
    fn a_redirect_is_no_page() {
        assert!(matches!(Page::new(302, b""), Err(Error::Status(302))));
        assert_eq!(Page::new(204, b"").map(|page| page.bytes).ok(), Some(0));
    }
}
