//! One connection: how long it may take over a head, over resting and over accepting its answer.

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep, sleep_until};

/// What a socket must know of the requests that came through it.
#[derive(Default)]
pub(crate) struct Turns {
    /// Requests so far: tells the head of one request from that of the next.
    begun: AtomicU32,
    /// Requests whose answer is not sent yet.
    open: AtomicU32,
}

impl Turns {
    /// A request has arrived. What is returned is kept until its answer is sent.
    pub(crate) fn begin(self: &Arc<Self>) -> Turn {
        self.begun.fetch_add(1, Ordering::Relaxed);
        self.open.fetch_add(1, Ordering::Relaxed);
        Turn(Arc::clone(self))
    }

    /// The number of the request whose head may be arriving now; `None` while another is worked on.
    fn awaited(&self) -> Option<u32> {
        (self.open.load(Ordering::Relaxed) == 0).then(|| self.begun.load(Ordering::Relaxed))
    }
}

/// A request until its answer is sent.
pub(crate) struct Turn(Arc<Turns>);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A socket that fails when its client is too slow. Reading bodies has its limit elsewhere, resting too.
pub(crate) struct Socket {
    stream: TcpStream,
    turns: Arc<Turns>,
    head: Duration,
    stall: Duration,
    /// Which request's head has begun, and when it must be complete.
    begun: Option<(u32, Instant)>,
    /// Made when a read waits for the rest of a head.
    waiting: Option<Pin<Box<Sleep>>>,
    /// Made when a write waits.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Socket {
    pub(crate) fn new(stream: TcpStream, turns: Arc<Turns>, head: Duration, stall: Duration) -> Self {
        Self {
            stream,
            turns,
            head,
            stall,
            // Who connects has something to say.
            begun: Some((0, Instant::now() + head)),
            waiting: None,
            stalled: None,
        }
    }

    fn written<T>(&mut self, cx: &mut Context<'_>, written: Poll<Result<T>>) -> Poll<Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let stall = self.stall;
        let timer = self.stalled.get_or_insert_with(|| Box::pin(sleep(stall)));
        timer.as_mut().poll(cx).map(|()| Err(ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Socket {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        let Some(turn) = self.turns.awaited() else {
            return read;
        };
        let begun = self.begun.filter(|(of, _)| *of == turn);
        match (&read, begun) {
            (Poll::Ready(_), None) if buf.filled().len() > before => {
                self.begun = Some((turn, Instant::now() + self.head));
                self.waiting = None;
            }
            (Poll::Pending, Some((_, deadline))) => {
                let timer = self.waiting.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
                if timer.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "the head took too long")));
                }
            }
            _ => {}
        }
        read
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.written(cx, written)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, all: &[IoSlice<'_>]) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, all);
        self.written(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// A body that keeps something until it is sent or given up.
pub(crate) struct Held<G> {
    body: Body,
    _kept: G,
}

impl<G: Send + Unpin + 'static> Held<G> {
    pub(crate) fn body(body: Body, kept: G) -> Body {
        Body::new(Self { body, _kept: kept })
    }
}

impl<G: Unpin> HttpBody for Held<G> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
