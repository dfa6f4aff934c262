#![deny(thread_per_connection_unbounded)]
#![allow(unused)]

#[cfg(unix)]
mod unix {
    use std::io;
    use std::os::unix::net::UnixListener;
    use std::thread;

    pub fn serve(listener: &UnixListener) -> io::Result<()> {
        let mut handles = Vec::new();
        while let Ok((stream, _)) = listener.accept() {
            let thread = thread::Builder::new()
                .name("connection".to_owned())
                .spawn(move || drop(stream))?;
            handles.push(thread);
        }
        Ok(())
    }
}

fn main() {}
