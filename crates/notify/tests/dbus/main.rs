//! The notifier of the desktop against a real message bus and a notification server that writes down what it gets.
#![cfg(all(unix, not(target_os = "macos")))]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot be set up must fail"
)]

mod bus;
mod server;

use bus::{on_a_private_bus, without_a_bus};
use okienko_notify::{DEFAULT_ACTION, NativeNotifier, Notification, Notifier, NotifyError};
use server::{Server, name_without_server};
use std::sync::mpsc::{self, Receiver};

fn freed_term() -> Notification {
    Notification {
        id: "n1".into(),
        title: "Poczekalnia: jest termin".into(),
        body: "Kardiolog, wtorek, 1 grudnia, 9:40 <Łódź & okolice>".into(),
        actions: vec![("show".into(), "Pokaż".into()), ("later".into(), "Później".into())],
    }
}

/// Shows [`freed_term`] and returns where the chosen action arrives.
fn show() -> Result<Receiver<String>, NotifyError> {
    let (chosen, receiver) = mpsc::channel();
    NativeNotifier.show(freed_term(), Box::new(move |key| chosen.send(key).unwrap()))?;
    Ok(receiver)
}

#[test]
fn a_person_sees_title_sentence_and_buttons() {
    on_a_private_bus("a_person_sees_title_sentence_and_buttons", || {
        let server = Server::start();
        show().unwrap();
        let shown = server.next();
        assert_eq!(shown.app_name, "Okienko");
        assert_eq!(shown.title, "Poczekalnia: jest termin");
        // Desktops read the body as markup.
        assert_eq!(
            shown.body,
            "Kardiolog, wtorek, 1 grudnia, 9:40 &lt;Łódź &amp; okolice&gt;"
        );
        assert_eq!(shown.buttons(), [("show", "Pokaż"), ("later", "Później")]);
    });
}

#[test]
fn each_notification_reports_its_own_button() {
    on_a_private_bus("each_notification_reports_its_own_button", || {
        let server = Server::start();
        let (first, second) = (show().unwrap(), show().unwrap());
        let (first_shown, second_shown) = (server.next(), server.next());
        assert_eq!(server.click_until_heard(&second_shown, "later", &second), "later");
        assert_eq!(server.click_until_heard(&first_shown, "show", &first), "show");
    });
}

#[test]
fn a_click_on_the_notification_itself_is_the_default_action() {
    on_a_private_bus("a_click_on_the_notification_itself_is_the_default_action", || {
        let server = Server::start();
        let chosen = show().unwrap();
        assert_eq!(
            server.click_until_heard(&server.next(), DEFAULT_ACTION, &chosen),
            "default"
        );
    });
}

#[test]
fn a_closed_notification_is_forgotten_without_a_call() {
    on_a_private_bus("a_closed_notification_is_forgotten_without_a_call", || {
        let server = Server::start();
        let chosen = show().unwrap();
        server.close_until_forgotten(&server.next(), &chosen);
    });
}

#[test]
fn a_bus_without_a_notification_server_is_an_error() {
    on_a_private_bus("a_bus_without_a_notification_server_is_an_error", || {
        assert!(matches!(show(), Err(NotifyError::Unavailable(_))));
    });
}

#[test]
fn a_machine_without_a_bus_is_an_error() {
    without_a_bus("a_machine_without_a_bus_is_an_error", || {
        assert!(matches!(show(), Err(NotifyError::Unavailable(_))));
    });
}

#[test]
fn a_server_that_hangs_does_not_hang_us() {
    on_a_private_bus("a_server_that_hangs_does_not_hang_us", || {
        let _name = name_without_server();
        assert!(matches!(show(), Err(NotifyError::Silent(_))));
    });
}
