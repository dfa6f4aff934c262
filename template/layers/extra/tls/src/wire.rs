//! What lies between a socket and HTTP: TLS, once a certificate is configured.
//!
//! It wraps hyper's streams, so it is the same for every model and runtime. The handshake happens within the
//! first read, under the time for a head. SIGHUP reads the certificate anew, for connections opened after it.

use std::fs;
use std::io::{self, BufRead, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll, ready};
use std::thread;

use hyper::rt::{Read, ReadBuf, ReadBufCursor, Write};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection};
use serde::Serialize;
use signal_hook::consts::SIGHUP;
use signal_hook::iterator::Signals;

use crate::app::Side;

/// The settings of TLS.
#[derive(clap::Args, Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct WireTuning {
    /// Folder with tls.crt and tls.key in PEM, as a secret of Kubernetes is mounted; traffic is then TLS only.
    /// SIGHUP reads both anew
    #[arg(long, value_name = "FOLDER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<PathBuf>,
}

/// Opens connections of clients with the certificate in force.
#[derive(Debug)]
pub struct Wire(Option<Arc<RwLock<Arc<ServerConfig>>>>);

impl Wire {
    /// Reads the certificate, where one is configured, and hears SIGHUP from now on.
    pub fn new(tuning: &WireTuning) -> io::Result<Self> {
        // Heard in any case: the signal would end a service that has no certificate yet.
        let mut signals = Signals::new([SIGHUP])?;
        let Some(folder) = tuning.tls.clone() else {
            return Ok(Self(None));
        };
        let current = Arc::new(RwLock::new(read(&folder)?));
        let renewed = Arc::clone(&current);
        let renew = move || {
            for _ in signals.forever() {
                match read(&folder) {
                    Ok(config) => {
                        *renewed.write().unwrap_or_else(PoisonError::into_inner) = config;
                        tracing::info!("the certificate was read anew");
                    }
                    Err(error) => tracing::error!(%error, "the former certificate stays in force"),
                }
            }
        };
        thread::Builder::new().name("tls".to_owned()).spawn(renew)?;
        Ok(Self(Some(current)))
    }

    /// A connection to speak HTTP on; the admin side's is plain.
    pub fn open<S>(&self, side: Side, stream: S) -> io::Result<Wired<S>> {
        match &self.0 {
            Some(current) if side == Side::Public => {
                let config = Arc::clone(&current.read().unwrap_or_else(PoisonError::into_inner));
                let session = ServerConnection::new(config).map_err(io::Error::other)?;
                Ok(Wired::Tls(Box::new(Tls { stream, session })))
            }
            _ => Ok(Wired::Plain(stream)),
        }
    }
}

fn read(folder: &Path) -> io::Result<Arc<ServerConfig>> {
    let (certificate, key) = (folder.join("tls.crt"), folder.join("tls.key"));
    let of =
        |path: &Path, problem: String| io::Error::other(format!("{}: {problem}", path.display()));
    let pem = |path: &Path| fs::read(path).map_err(|error| of(path, error.to_string()));
    let chain = CertificateDer::pem_slice_iter(&pem(&certificate)?)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| of(&certificate, error.to_string()))?;
    let secret =
        PrivateKeyDer::from_pem_slice(&pem(&key)?).map_err(|error| of(&key, error.to_string()))?;
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .map_err(|error| of(folder, error.to_string()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// A connection as HTTP sees it.
#[derive(Debug)]
pub enum Wired<S> {
    /// As it is.
    Plain(S),
    /// Encrypted.
    Tls(Box<Tls<S>>),
}

/// A socket and what TLS knows of it.
#[derive(Debug)]
pub struct Tls<S> {
    stream: S,
    session: ServerConnection,
}

impl<S: Read + Write + Unpin> Tls<S> {
    /// Takes what the client sent until there is plain text, the end, or nothing more for now.
    fn poll_fill(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            // A handshake, or a close, may owe the client an answer. What does not leave now leaves later.
            if let Poll::Ready(Err(error)) = self.poll_send(context) {
                return Poll::Ready(Err(error));
            }
            match self.session.reader().fill_buf() {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
                Ok(_) => return Poll::Ready(Ok(())),
            }
            let (stream, session) = (&mut self.stream, &mut self.session);
            let mut socket = Socket { stream, context };
            match session.read_tls(&mut socket) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Poll::Pending,
                read => read?,
            };
            if let Err(error) = session.process_new_packets() {
                // The client learns why, where it still listens.
                let _ = self.poll_send(context);
                return Poll::Ready(Err(io::Error::new(ErrorKind::InvalidData, error)));
            }
        }
    }

    /// Sends what is encrypted already.
    fn poll_send(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let (stream, session) = (&mut self.stream, &mut self.session);
        while session.wants_write() {
            match session.write_tls(&mut Socket { stream, context }) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Poll::Pending,
                Ok(0) => return Poll::Ready(Err(ErrorKind::WriteZero.into())),
                written => written?,
            };
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: Read + Write + Unpin> Read for Wired<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut into: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Plain(stream) => Pin::new(stream).poll_read(context, into),
            Self::Tls(tls) => {
                ready!(tls.poll_fill(context))?;
                let mut reader = tls.session.reader();
                let text = reader.fill_buf()?;
                let taken = text.len().min(into.remaining());
                into.put_slice(&text[..taken]);
                reader.consume(taken);
                Poll::Ready(Ok(()))
            }
        }
    }
}

impl<S: Read + Write + Unpin> Write for Wired<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        text: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut *self {
            Self::Plain(stream) => Pin::new(stream).poll_write(context, text),
            Self::Tls(tls) => {
                // It takes as much as it may hold back; when that is nothing, some of it must leave first.
                let mut taken = tls.session.writer().write(text)?;
                let sent = tls.poll_send(context);
                if taken == 0 && !text.is_empty() {
                    ready!(sent)?;
                    taken = tls.session.writer().write(text)?;
                }
                Poll::Ready(Ok(taken))
            }
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Plain(stream) => Pin::new(stream).poll_flush(context),
            Self::Tls(tls) => {
                ready!(tls.poll_send(context))?;
                Pin::new(&mut tls.stream).poll_flush(context)
            }
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Self::Tls(tls) => {
                tls.session.send_close_notify();
                ready!(tls.poll_send(context))?;
                Pin::new(&mut tls.stream).poll_shutdown(context)
            }
        }
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Plain(stream) => stream.is_write_vectored(),
            Self::Tls(_) => true,
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        texts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let Self::Plain(stream) = &mut *self {
            return Pin::new(stream).poll_write_vectored(context, texts);
        }
        let first = texts.iter().find(|text| !text.is_empty());
        self.poll_write(context, first.map_or(&[], |text| text))
    }
}

/// The socket as TLS reads and writes it: what has to wait is an error of that name.
struct Socket<'a, 'c, S> {
    stream: &'a mut S,
    context: &'a mut Context<'c>,
}

fn now<T>(polled: Poll<io::Result<T>>) -> io::Result<T> {
    match polled {
        Poll::Ready(result) => result,
        Poll::Pending => Err(ErrorKind::WouldBlock.into()),
    }
}

impl<S: Read + Unpin> io::Read for Socket<'_, '_, S> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut buffer = ReadBuf::new(into);
        now(Pin::new(&mut *self.stream).poll_read(self.context, buffer.unfilled()))?;
        Ok(buffer.filled().len())
    }
}

impl<S: Write + Unpin> io::Write for Socket<'_, '_, S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        now(Pin::new(&mut *self.stream).poll_write(self.context, bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        now(Pin::new(&mut *self.stream).poll_flush(self.context))
    }
}
