//! Something that answers in the registry's place: a captive portal, a broken proxy.

use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A server that answers every request with the same bytes and closes.
pub struct Impostor {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Impostor {
    /// Takes the address of a stopped registry.
    pub async fn at(url: &str, answer: &'static [u8]) -> Self {
        let address: SocketAddr = url.trim_start_matches("http://").parse().unwrap();
        let listener = TcpListener::bind(address).await.unwrap();
        let (stop, mut stopped) = oneshot::channel();
        let task = tokio::spawn(async move {
            loop {
                tokio::select! {
                    accepted = listener.accept() => {
                        let Ok((mut stream, _)) = accepted else { continue };
                        let mut request = [0; 4096];
                        // Whatever was asked gets the same answer.
                        if stream.read(&mut request).await.is_ok() {
                            let _ = stream.write_all(answer).await;
                        }
                    }
                    _ = &mut stopped => return,
                }
            }
        });
        Self { stop, task }
    }

    /// Gives the address back.
    pub async fn leave(self) {
        let _ = self.stop.send(());
        self.task.await.unwrap();
    }
}
