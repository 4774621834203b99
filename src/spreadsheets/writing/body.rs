//! An answer that is written while it is read.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Bytes;
use hyper::body::{Body, Frame};
use tokio::sync::mpsc;

/// That the file ends before its end. Its cause is in the log.
#[derive(Debug, thiserror::Error)]
#[error("the file could not be written to its end")]
pub(crate) struct Broken;

/// The end that is written to.
#[derive(Clone)]
pub(crate) struct Sender(mpsc::Sender<Result<Bytes, Broken>>);

impl Sender {
    /// Whether somebody still reads.
    pub(crate) async fn send(&self, bytes: Vec<u8>) -> bool {
        bytes.is_empty() || self.0.send(Ok(bytes.into())).await.is_ok()
    }

    /// The same in a thread of its own.
    pub(crate) fn blocking_send(&self, bytes: Vec<u8>) -> bool {
        bytes.is_empty() || self.0.blocking_send(Ok(bytes.into())).is_ok()
    }

    /// Breaks the answer off, so that a browser says that the download failed.
    pub(crate) async fn break_off(&self) {
        // Nobody reads any more: then there is nothing to break off.
        let _ = self.0.send(Err(Broken)).await;
    }

    /// The same in a thread of its own.
    pub(crate) fn blocking_break_off(&self) {
        let _ = self.0.blocking_send(Err(Broken));
    }
}

/// The end that is read from.
pub(crate) struct Chunks(mpsc::Receiver<Result<Bytes, Broken>>);

/// Both ends; a reader who is slow holds the writer up.
pub(crate) fn chunks() -> (Sender, Chunks) {
    let (sender, receiver) = mpsc::channel(4);
    (Sender(sender), Chunks(receiver))
}

impl Body for Chunks {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        self.0.poll_recv(context).map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
    }
}
