//! Bodies of HTTP/1.1 that come piece by piece, for requests and answers alike.

use httparse::{Header, Status, parse_chunk_size};

/// Longest head in bytes, and the most headers in one.
pub(crate) const HEAD: usize = 16_384;
pub(crate) const HEADERS: usize = 100;

/// Why a message is not read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It is not HTTP, or says two things of its length.
    Malformed,
    /// It is longer than allowed.
    TooLarge,
}

/// A body on its way, as far as it has come.
pub(crate) struct Body {
    part: Part,
    left_until_limit: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// This much of a known length.
    Known(usize),
    /// The line before a chunk.
    ChunkSize,
    /// This much of a chunk, then a line's end.
    Chunk(usize),
    ChunkEnd,
    /// The lines after the last chunk.
    Trailers,
    UntilClosed,
    Done,
}

impl Body {
    /// The body that a head announces; `otherwise` says how long one is of which the head tells nothing.
    pub(crate) fn new(headers: &[Header<'_>], otherwise: Otherwise, limit: usize) -> Result<Self, Refused> {
        let mut lengths = values(headers, "content-length");
        let length = lengths.next();
        if lengths.any(|other| Some(other) != length) {
            return Err(Refused::Malformed);
        }
        let part = match (values(headers, "transfer-encoding").next(), length) {
            (Some(coding), None) if coding.eq_ignore_ascii_case(b"chunked") => Part::ChunkSize,
            (Some(_), _) => return Err(Refused::Malformed),
            (None, Some(length)) => Part::Known(number(length)?),
            (None, None) if otherwise == Otherwise::UntilClosed => Part::UntilClosed,
            (None, None) => Part::Known(0),
        };
        match part {
            Part::Known(length) if length > limit => Err(Refused::TooLarge),
            part => Ok(Self {
                part,
                left_until_limit: limit,
            }),
        }
    }

    /// Takes what has come out of `input` and gives the body's own bytes to `each`. Whether that was all.
    pub(crate) fn take(&mut self, input: &mut Vec<u8>, mut each: impl FnMut(&[u8])) -> Result<bool, Refused> {
        loop {
            match self.part {
                Part::Done | Part::Known(0) => return Ok(true),
                Part::Known(_) | Part::Chunk(_) | Part::UntilClosed if input.is_empty() => return Ok(false),
                Part::Known(left) => self.part = Part::Known(left - self.pass(input, left, &mut each)?),
                Part::Chunk(0) => self.part = Part::ChunkEnd,
                Part::Chunk(left) => self.part = Part::Chunk(left - self.pass(input, left, &mut each)?),
                Part::UntilClosed => drop(self.pass(input, usize::MAX, &mut each)?),
                Part::ChunkSize => match chunk(input)? {
                    None => return Ok(false),
                    Some(0) => self.part = Part::Trailers,
                    Some(size) => self.part = Part::Chunk(size),
                },
                Part::ChunkEnd => match input.get(..2) {
                    None => return Ok(false),
                    Some(b"\r\n") => {
                        input.drain(..2);
                        self.part = Part::ChunkSize;
                    }
                    Some(_) => return Err(Refused::Malformed),
                },
                Part::Trailers => match line(input)? {
                    None => return Ok(false),
                    Some(0) => self.part = Part::Done,
                    Some(_) => {}
                },
            }
        }
    }

    /// Whether it may end now that the connection has.
    pub(crate) fn may_end(&self) -> bool {
        self.part == Part::UntilClosed
    }

    fn pass(
        &mut self,
        input: &mut Vec<u8>,
        most: usize,
        each: &mut impl FnMut(&[u8]),
    ) -> Result<usize, Refused> {
        let length = input.len().min(most);
        self.left_until_limit = self
            .left_until_limit
            .checked_sub(length)
            .ok_or(Refused::TooLarge)?;
        each(&input[..length]);
        input.drain(..length);
        Ok(length)
    }
}

/// How long a body is of which the head tells nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Otherwise {
    /// That of a request.
    Empty,
    /// That of an answer.
    UntilClosed,
}

/// The values of every header of this name.
pub(crate) fn values<'a>(headers: &'a [Header<'a>], name: &'a str) -> impl Iterator<Item = &'a [u8]> {
    headers
        .iter()
        .filter(move |header| header.name.eq_ignore_ascii_case(name))
        .map(|header| header.value)
}

/// Whether one of the words of a header is this one.
pub(crate) fn says(headers: &[Header<'_>], name: &str, word: &str) -> bool {
    let mut words = values(headers, name).flat_map(|value| value.split(|byte| *byte == b','));
    words.any(|found| found.trim_ascii().eq_ignore_ascii_case(word.as_bytes()))
}

fn number(text: &[u8]) -> Result<usize, Refused> {
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return Err(Refused::Malformed); // a sign, which the parser would take
    }
    let number = std::str::from_utf8(text).ok().and_then(|text| text.parse().ok());
    number.ok_or(Refused::TooLarge)
}

/// Takes the line before a chunk, which tells its size.
fn chunk(input: &mut Vec<u8>) -> Result<Option<usize>, Refused> {
    if input.first().is_some_and(|first| !first.is_ascii_hexdigit()) {
        return Err(Refused::Malformed);
    }
    match parse_chunk_size(input) {
        Ok(Status::Complete((end, size))) => {
            input.drain(..end);
            usize::try_from(size).map(Some).map_err(|_| Refused::TooLarge)
        }
        Ok(Status::Partial) if input.len() < HEAD => Ok(None),
        _ => Err(Refused::Malformed),
    }
}

/// Takes a line and tells its length.
fn line(input: &mut Vec<u8>) -> Result<Option<usize>, Refused> {
    match input.windows(2).position(|end| end == b"\r\n") {
        Some(length) => {
            input.drain(..length + 2);
            Ok(Some(length))
        }
        None if input.len() < HEAD => Ok(None),
        None => Err(Refused::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header<'a>(name: &'a str, value: &'a str) -> Header<'a> {
        Header {
            name,
            value: value.as_bytes(),
        }
    }

    fn read(mut body: Body, pieces: &[&str]) -> Result<Option<String>, Refused> {
        let (mut input, mut whole) = (Vec::new(), Vec::new());
        for piece in pieces {
            input.extend(piece.as_bytes());
            if body.take(&mut input, |bytes| whole.extend(bytes))? {
                assert_eq!(input, b"next", "what follows stays");
                return Ok(String::from_utf8(whole).ok());
            }
        }
        Ok(None)
    }

    #[test]
    fn a_body_may_break_anywhere() {
        let all = "4;x=y\r\nhedd\r\n2\r\nle\r\n0\r\ntrailer: 1\r\n\r\nnext";
        for at in 0..all.len() - 4 {
            let body = Body::new(&[header("Transfer-Encoding", "chunked")], Otherwise::Empty, 6);
            let pieces = [&all[..at], &all[at..]];
            let read = read(body.expect("a body"), &pieces);
            assert_eq!(read, Ok(Some("heddle".to_owned())), "{pieces:?}");
        }
    }

    #[test]
    fn lengths_are_refused_that_two_readers_could_take_for_two() {
        let (one, two) = (header("content-length", "1"), header("content-length", "2"));
        let chunked = header("transfer-encoding", "chunked");
        for headers in [
            &[one, two][..],
            &[one, chunked],
            &[header("content-length", "+1")],
            &[header("content-length", "")],
            &[header("transfer-encoding", "gzip")],
        ] {
            let refused = Body::new(headers, Otherwise::Empty, 9).err();
            assert_eq!(refused, Some(Refused::Malformed), "{headers:?}");
        }
        assert!(Body::new(&[one, one], Otherwise::Empty, 9).is_ok());
        let wrong = Body::new(&[chunked], Otherwise::Empty, 9).expect("a body");
        assert_eq!(read(wrong, &["1\r\nabc"]), Err(Refused::Malformed));
    }

    #[test]
    fn a_body_ends_at_the_limit() {
        let chunked = header("transfer-encoding", "chunked");
        let body = Body::new(&[chunked], Otherwise::Empty, 3).expect("a body");
        assert_eq!(read(body, &["4\r\nabcd\r\n"]), Err(Refused::TooLarge));
        let length = header("content-length", "4");
        assert_eq!(
            Body::new(&[length], Otherwise::Empty, 3).err(),
            Some(Refused::TooLarge)
        );
    }
}
