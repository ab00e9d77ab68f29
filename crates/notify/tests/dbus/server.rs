//! A notification server without a screen: it writes down what it gets, and clicks when it is told to.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;
use zbus::blocking::{Connection, connection::Builder};
use zbus::interface;
use zbus::zvariant::OwnedValue;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// Long, for loaded machines; nothing waits for it when all is well.
const SOON: Duration = Duration::from_secs(30);

/// Between two clicks.
const AGAIN: Duration = Duration::from_millis(50);

/// What a program asked to show.
pub struct Shown {
    pub id: u32,
    pub app_name: String,
    pub title: String,
    pub body: String,
    actions: Vec<String>,
}

impl Shown {
    /// (key, label) of all actions but the one without a button.
    pub fn buttons(&self) -> Vec<(&str, &str)> {
        let pairs = self.actions.chunks(2).map(|pair| (pair[0].as_str(), pair[1].as_str()));
        pairs.filter(|(key, _)| *key != "default").collect()
    }
}

/// The server; it ends with its value.
pub struct Server {
    connection: Connection,
    shown: Receiver<Shown>,
}

impl Server {
    pub fn start() -> Self {
        let (sender, shown) = mpsc::channel();
        let desk = Desk {
            shown: Mutex::new((0, sender)),
        };
        let builder = Builder::session().unwrap().serve_at(PATH, desk).unwrap();
        let connection = builder.name(NAME).unwrap().build().unwrap();
        Self { connection, shown }
    }

    /// The next notification.
    pub fn next(&self) -> Shown {
        self.shown.recv_timeout(SOON).expect("no notification was shown")
    }

    /// Clicks on `action` until `chosen` hears of it, and returns what it hears. Again and again, because a program
    /// listens only a moment after its notification is shown, and a server cannot tell when.
    pub fn click_until_heard(&self, shown: &Shown, action: &str, chosen: &Receiver<String>) -> String {
        for _ in 0..SOON.as_millis() / AGAIN.as_millis() {
            self.emit("ActionInvoked", &(shown.id, action));
            match chosen.recv_timeout(AGAIN) {
                Ok(key) => return key,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => panic!("the callback was dropped without a call"),
            }
        }
        panic!("nobody heard the click");
    }

    /// Closes the notification until its callback is dropped.
    pub fn close_until_forgotten(&self, shown: &Shown, chosen: &Receiver<String>) {
        const DISMISSED: u32 = 2;
        for _ in 0..SOON.as_millis() / AGAIN.as_millis() {
            self.emit("NotificationClosed", &(shown.id, DISMISSED));
            match chosen.recv_timeout(AGAIN) {
                Ok(key) => panic!("a closed notification chose {key}"),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        panic!("nobody heard that it was closed");
    }

    fn emit<B: serde::Serialize + zbus::zvariant::DynamicType>(&self, signal: &str, body: &B) {
        self.connection
            .emit_signal(None::<&str>, PATH, NAME, signal, body)
            .unwrap();
    }
}

/// Owns the name of the notification server and answers nothing, as one that hangs.
pub fn name_without_server() -> Connection {
    Builder::session().unwrap().name(NAME).unwrap().build().unwrap()
}

/// The object on the bus.
struct Desk {
    /// The last id given, and where notifications go.
    shown: Mutex<(u32, Sender<Shown>)>,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Desk {
    #[expect(clippy::too_many_arguments, reason = "the specification has eight")]
    fn notify(
        &self,
        app_name: String,
        _replaces: u32,
        _icon: String,
        title: String,
        body: String,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _expire: i32,
    ) -> u32 {
        let (last, sender) = &mut *self.shown.lock().unwrap();
        *last += 1;
        let shown = Shown {
            id: *last,
            app_name,
            title,
            body,
            actions,
        };
        // The test has ended when nobody wants it.
        let _ = sender.send(shown);
        *last
    }
}
