//! The socket: connections with a limit on slow ones, and a bounded stop.

use crate::{Registry, router};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// A client that takes longer to send its headers is cut off.
const HEADER_TIMEOUT: Duration = Duration::from_secs(5);
/// Requests under way get this long when the registry stops.
const DRAIN: Duration = Duration::from_secs(5);

/// Serves until `stop` is done, then ends push connections and lets requests under way finish.
///
/// # Errors
/// When the listener fails for a reason that will not pass.
pub async fn serve(listener: TcpListener, registry: Arc<Registry>, stop: impl Future<Output = ()>) -> io::Result<()> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT);
    let graceful = GracefulShutdown::new();
    let router = router(Arc::clone(&registry));
    // Dropped at the end, which closes whatever has not finished by then.
    let mut connections = JoinSet::new();
    tokio::pin!(stop);
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                // One connection that broke before it was accepted says nothing about the next one.
                Err(error) if matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset) => continue,
                Err(error) => return Err(error),
            },
            () = &mut stop => break,
        };
        // Small answers must not wait for more data.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
        let watched = graceful.watch(connection);
        while connections.try_join_next().is_some() {}
        connections.spawn(async move {
            if let Err(error) = watched.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    registry.stopping.send_replace(true);
    if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("connections still open after {} s are closed", DRAIN.as_secs());
    }
    Ok(())
}
