//! The socket: connections within their limits, and a bounded stop.

use crate::Registry;
use crate::connection::{Held, Socket, Turns};
use crate::gate::Gates;
use crate::limits::Limits;
use crate::peer::Peer;
use crate::routes::router;
use axum::Router;
use axum::body::Body;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

/// Largest head of a request in bytes; the largest real one is under 1 KiB.
const MAX_HEAD: usize = 32 << 10;
/// How often clients that have left are forgotten.
const FORGET: Duration = Duration::from_secs(60);

/// Connections that wait to be accepted. The 128 that the library would allow are fewer than the desks that come back
/// together after a breakdown, and whoever finds the queue full believes to be connected and waits for seconds.
const QUEUE: u32 = 4096;

/// A socket to [`serve`] at.
///
/// # Errors
/// When the address is taken or not of this machine.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    // A registry that starts again must not wait until the connections of the last one are forgotten. Elsewhere this
    // option means that two programs may have the same address.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(QUEUE)
}

/// Serves until `stop` is done, then ends push connections and lets requests under way finish.
///
/// It speaks HTTP/1.1; HTTP/2 and TLS are for a proxy in front of it.
pub async fn serve(listener: TcpListener, registry: Arc<Registry>, limits: Limits, stop: impl Future<Output = ()>) {
    let gates = Gates::new(&limits, &registry.metrics);
    let router = router(Arc::clone(&registry), &gates, &limits);
    let graceful = GracefulShutdown::new();
    // Dropped at the end, which closes whatever has not finished by then.
    let mut connections = JoinSet::new();
    let mut forget = interval(FORGET);
    forget.set_missed_tick_behavior(MissedTickBehavior::Delay);
    tokio::pin!(stop);
    loop {
        let (stream, from) = tokio::select! {
            accepted = accept(&listener) => accepted,
            _ = forget.tick() => {
                gates.forget();
                continue;
            }
            () = &mut stop => break,
        };
        while connections.try_join_next().is_some() {}
        let proxy = limits.proxies.contains(&from.ip().to_canonical());
        let Ok(place) = gates.connections.enter((!proxy).then(|| Peer::new(from.ip()))) else {
            // Not a word of HTTP has been said yet: closing is the answer that costs least.
            registry.metrics.reject("connections");
            continue;
        };
        let connection = graceful.watch(connection(stream, from, router.clone(), &limits));
        connections.spawn(async move {
            let _place = place;
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    registry.stopping.send_replace(true);
    if timeout(limits.drain, graceful.shutdown()).await.is_err() {
        tracing::warn!("connections still open after {} s are closed", limits.drain.as_secs());
    }
}

/// The next connection.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            // One connection that broke before it was accepted says nothing about the next one.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
                ) => {}
            Err(error) => {
                // Most likely there are no more file descriptors, which only other connections can give back.
                tracing::error!(%error, "no connection can be accepted now");
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

/// A connection at work.
fn connection(
    stream: TcpStream,
    from: SocketAddr,
    router: Router,
    limits: &Limits,
) -> impl GracefulConnection<Error = hyper::Error> + use<> {
    // Small answers must not wait for more data.
    let _ = stream.set_nodelay(true);
    let turns = Arc::new(Turns::default());
    let socket = Socket::new(stream, Arc::clone(&turns), limits.head, limits.stall);
    let router = TowerToHyperService::new(router);
    let proxies = limits.proxies.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let turn = turns.begin();
        let mut request = request.map(Body::new);
        let peer = Peer::of_request(from.ip(), request.headers(), &proxies);
        request.extensions_mut().insert(peer);
        let answer = router.call(request);
        async move { Ok::<_, std::convert::Infallible>(answer.await?.map(|body| Held::body(body, turn))) }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        // It runs from the end of an answer too; the head itself has a shorter limit, in the socket.
        .header_read_timeout(limits.idle)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(socket), service)
}
