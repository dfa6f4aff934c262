//! Awaits every twin of the catalogue, with the arguments of the blocking call: what is bound to a type has the
//! output of the blocking call, as a machine-applicable fix needs. Compiling is the whole test.

use std::fs::{Metadata, Permissions};
use std::io::Result;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The twins on tokio.
pub async fn tokio(path: &Path, address: &str, text: &str, permissions: Permissions) -> Result<()> {
    let _: u64 = tokio::fs::copy(path, path).await?;
    let (): () = tokio::fs::create_dir(path).await?;
    let (): () = tokio::fs::create_dir_all(path).await?;
    let (): () = tokio::fs::hard_link(path, path).await?;
    let _: Vec<u8> = tokio::fs::read(path).await?;
    let _: String = tokio::fs::read_to_string(path).await?;
    let (): () = tokio::fs::remove_dir(path).await?;
    let (): () = tokio::fs::remove_dir_all(path).await?;
    let (): () = tokio::fs::remove_file(path).await?;
    let (): () = tokio::fs::rename(path, path).await?;
    let (): () = tokio::fs::set_permissions(path, permissions).await?;
    let (): () = tokio::fs::write(path, text).await?;
    let _: bool = tokio::fs::try_exists(path).await?;
    let _: PathBuf = tokio::fs::canonicalize(path).await?;
    let _: PathBuf = tokio::fs::read_link(path).await?;
    let _: Metadata = tokio::fs::metadata(path).await?;
    let _: Metadata = tokio::fs::symlink_metadata(path).await?;
    let (): () = tokio::fs::symlink(path, path).await?;
    let (): () = tokio::time::sleep(Duration::ZERO).await;
    let _ = tokio::fs::File::create_new(path).await?;
    let _ = tokio::fs::File::create(path).await?;
    let _ = tokio::fs::File::open(path).await?;
    let _ = tokio::fs::read_dir(path).await?;
    let _ = tokio::net::TcpListener::bind(address).await?;
    let _ = tokio::net::TcpStream::connect(address).await?;
    let _ = tokio::net::UdpSocket::bind(address).await?;
    let _ = tokio::net::UnixStream::connect(path).await?;
    Ok(())
}

/// The twins on smol.
pub async fn smol(path: &Path, address: &str, text: &str, permissions: Permissions) -> Result<()> {
    let _: u64 = smol::fs::copy(path, path).await?;
    let (): () = smol::fs::create_dir(path).await?;
    let (): () = smol::fs::create_dir_all(path).await?;
    let (): () = smol::fs::hard_link(path, path).await?;
    let _: Vec<u8> = smol::fs::read(path).await?;
    let _: String = smol::fs::read_to_string(path).await?;
    let (): () = smol::fs::remove_dir(path).await?;
    let (): () = smol::fs::remove_dir_all(path).await?;
    let (): () = smol::fs::remove_file(path).await?;
    let (): () = smol::fs::rename(path, path).await?;
    let (): () = smol::fs::set_permissions(path, permissions).await?;
    let (): () = smol::fs::write(path, text).await?;
    let _: PathBuf = smol::fs::canonicalize(path).await?;
    let _: PathBuf = smol::fs::read_link(path).await?;
    let _: Metadata = smol::fs::metadata(path).await?;
    let _: Metadata = smol::fs::symlink_metadata(path).await?;
    let (): () = smol::fs::unix::symlink(path, path).await?;
    let _ = smol::Timer::after(Duration::ZERO).await;
    let _ = smol::fs::File::create(path).await?;
    let _ = smol::fs::File::open(path).await?;
    let _ = smol::fs::read_dir(path).await?;
    let _ = smol::net::TcpListener::bind(address).await?;
    let _ = smol::net::TcpStream::connect(address).await?;
    let _ = smol::net::UdpSocket::bind(address).await?;
    let _ = smol::net::unix::UnixStream::connect(path).await?;
    Ok(())
}

/// The twins on async-std.
pub async fn async_std(path: &Path, address: &str, text: &str, permissions: Permissions) -> Result<()> {
    let _: u64 = async_std::fs::copy(path, path).await?;
    let (): () = async_std::fs::create_dir(path).await?;
    let (): () = async_std::fs::create_dir_all(path).await?;
    let (): () = async_std::fs::hard_link(path, path).await?;
    let _: Vec<u8> = async_std::fs::read(path).await?;
    let _: String = async_std::fs::read_to_string(path).await?;
    let (): () = async_std::fs::remove_dir(path).await?;
    let (): () = async_std::fs::remove_dir_all(path).await?;
    let (): () = async_std::fs::remove_file(path).await?;
    let (): () = async_std::fs::rename(path, path).await?;
    let (): () = async_std::fs::set_permissions(path, permissions).await?;
    let (): () = async_std::fs::write(path, text).await?;
    let _: Metadata = async_std::fs::metadata(path).await?;
    let _: Metadata = async_std::fs::symlink_metadata(path).await?;
    let (): () = async_std::os::unix::fs::symlink(path, path).await?;
    let (): () = async_std::task::sleep(Duration::ZERO).await;
    let _ = async_std::fs::canonicalize(path).await?;
    let _ = async_std::fs::read_link(path).await?;
    let _ = async_std::fs::File::create(path).await?;
    let _ = async_std::fs::File::open(path).await?;
    let _ = async_std::fs::read_dir(path).await?;
    let _ = async_std::net::TcpListener::bind(address).await?;
    let _ = async_std::net::TcpStream::connect(address).await?;
    let _ = async_std::net::UdpSocket::bind(address).await?;
    let _ = async_std::os::unix::net::UnixStream::connect(path).await?;
    Ok(())
}
