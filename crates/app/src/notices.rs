//! What happens in the background, told to the UI and to the person as native notifications.

use crate::view::{AppEvent, Link as LinkView, NoticeView, SyncView};
use crate::{App, Result};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use okienko_client_store::Notice;
use okienko_domain::access::Role;
use okienko_domain::calendar::rfc3339;
use okienko_notify::{DEFAULT_ACTION, Notification};
use okienko_sync::{Happened, Link};
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;

/// Notices that are shown.
const LIMIT: u32 = 100;
/// Key of the button that opens the notice.
const SHOW: &str = "show";
/// Key of the button that asks to be told once more.
const LATER: &str = "later";

/// Kinds of notices about calls to make.
const CALLS: [&str; 2] = ["call-task", "visits-to-move"];

/// The Polish catalogue: notifications are raised by this program, not by the UI, but speak with the same words.
const CATALOGUE: [&str; 2] = [
    include_str!("../../../ui/src/i18n/pl/common.ftl"),
    include_str!("../../../ui/src/i18n/pl/notifications.ftl"),
];

impl App {
    /// Notices, newest first.
    ///
    /// # Errors
    /// When `local.db` cannot be read.
    pub async fn notices(&self) -> Result<Vec<NoticeView>> {
        let view = |n: Notice| NoticeView {
            id: n.id,
            kind: n.kind,
            at: rfc3339(n.at),
            service: n.service,
            subject: n.subject,
            read: n.read,
        };
        Ok(self.local.notices(LIMIT).await?.into_iter().map(view).collect())
    }

    /// Somebody has seen them.
    ///
    /// # Errors
    /// When `local.db` cannot be written.
    pub async fn read_notices(&self) -> Result<()> {
        self.local.read_notices().await?;
        self.attention.seen();
        self.tell(AppEvent::Notices);
        self.tell_sync().await;
        Ok(())
    }

    /// Shows no native notifications for half an hour, or shows them again. They are in the list of notices all the same.
    pub fn pause_notifications(&self, pause: bool) {
        self.attention.pause(pause, self.clock.now());
    }

    /// How much longer native notifications are paused; `None` when they are shown.
    #[must_use]
    pub fn notifications_paused(&self) -> Option<Duration> {
        self.attention.paused(self.clock.now())
    }

    /// State of synchronisation.
    ///
    /// # Errors
    /// When `local.db` cannot be read.
    pub async fn sync_state(&self) -> Result<SyncView> {
        let state = self.engine.state();
        let (queued, refused) = self.local.counts().await?;
        let unread = self.local.unread().await?;
        let totals = self.engine.world().index().totals();
        let person = self.engine.remote().identity().person();
        let (link, since, problem) = match state.link {
            Link::Starting => (LinkView::Starting, None, None),
            Link::Online => (LinkView::Online, None, None),
            Link::Offline { since, problem } => (LinkView::Offline, Some(since), Some(problem.to_owned())),
        };
        Ok(SyncView {
            link,
            offline_since: since.map(rfc3339),
            problem: problem.or_else(|| state.cache_broken.then(|| "read-only".to_owned())),
            data_as_of: state.agreed_at.map(rfc3339),
            terms: u32::try_from(totals.terms).unwrap_or(u32::MAX),
            free_terms: u32::try_from(totals.free).unwrap_or(u32::MAX),
            voivodeships: self
                .engine
                .scope()
                .voivodeships()
                .into_iter()
                .map(str::to_owned)
                .collect(),
            first_sync: state.first_sync,
            progress: state.progress,
            queued,
            refused,
            waiting: self.waiting_count(),
            calls: self.call_count(),
            unread,
            cache_rebuilt: state.cache_rebuilt,
            standing: state.standing.into(),
            administrator: person
                .as_ref()
                .is_some_and(|person| person.role == Role::ClinicAdministrator),
            person: person.map(|person| person.login),
        })
    }

    /// Pulls and sends now.
    ///
    /// # Errors
    /// None today.
    pub async fn sync_now(&self) -> Result<()> {
        self.engine.sync_now();
        Ok(())
    }

    /// Follows the engine for as long as the desktop runs.
    pub(crate) async fn follow(self: Arc<Self>) {
        let mut happened = self.engine.subscribe();
        let mut online = false;
        // What happened before somebody listened was told to nobody.
        self.tell_sync().await;
        loop {
            let event = tokio::select! {
                event = happened.recv() => event,
                () = self.attention.due(&self.clock) => {
                    for notice in self.attention.take_due(self.clock.now()) {
                        self.show(notice);
                    }
                    continue;
                }
            };
            match event {
                Ok(Happened::State) => {
                    let now = self.engine.state().link == Link::Online;
                    if now && !online {
                        self.refresh_waiting().await;
                        self.refresh_calls().await;
                    }
                    online = now;
                }
                Ok(Happened::Data) => self.tell(AppEvent::Data),
                Ok(Happened::Answered { id, answer, notice }) => {
                    self.visitor.hears(id, self.clock.now(), |request| {
                        self.settle(&self.engine.world().index(), request, &answer);
                    });
                    self.refresh_waiting().await;
                    // A move or a cancellation may have ended one of them.
                    if self.call_count() > 0 {
                        self.refresh_calls().await;
                    }
                    self.tell(AppEvent::Requests);
                    self.raise(notice);
                }
                Ok(Happened::Heard(notices)) => {
                    self.refresh_waiting().await;
                    if notices.iter().any(|notice| CALLS.contains(&notice.kind.as_str())) {
                        self.refresh_calls().await;
                    }
                    self.tell(AppEvent::Requests);
                    self.raise(notices);
                }
                // Some were missed: say that anything may have changed. Notices are in the database.
                Err(RecvError::Lagged(_)) => [AppEvent::Data, AppEvent::Requests, AppEvent::Notices]
                    .into_iter()
                    .for_each(|e| self.tell(e)),
                Err(RecvError::Closed) => return,
            }
            self.tell_sync().await;
        }
    }

    pub(crate) async fn tell_sync(&self) {
        if let Ok(sync) = self.sync_state().await {
            self.tell(AppEvent::Sync { sync });
        }
    }

    fn raise(self: &Arc<Self>, notices: impl IntoIterator<Item = Notice>) {
        let mut any = false;
        for notice in notices {
            any = true;
            self.show(notice);
        }
        if any {
            self.tell(AppEvent::Notices);
        }
    }

    /// Shows a notice as a native notification, unless the person wants none now.
    fn show(self: &Arc<Self>, notice: Notice) {
        if self.notifications_paused().is_some() {
            return;
        }
        let app = Arc::clone(self);
        let notification = TEXTS.notification(&notice);
        let on_action = Box::new(move |key: String| match key.as_str() {
            DEFAULT_ACTION | SHOW => app.tell(AppEvent::OpenNotice { id: notice.id }),
            LATER => app.attention.put_off(notice, app.clock.now()),
            _ => {}
        });
        let notifier = Arc::clone(&self.notifier);
        tokio::task::spawn_blocking(move || {
            if let Err(error) = notifier.show(notification, on_action) {
                // It stays in the list of notices, which is the real place of it.
                tracing::warn!(%error, "a notification was not shown");
            }
        });
    }
}

/// Title and text of a message that is shown outside of the window.
pub(crate) fn words(id: &str) -> (String, String) {
    let text = |attribute| TEXTS.text(id, attribute, None).unwrap_or_default();
    (text(Some("title")), text(None))
}

static TEXTS: LazyLock<Texts> = LazyLock::new(Texts::new);

/// Sentences of notifications.
struct Texts {
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    fn new() -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec!["pl".parse().unwrap_or_default()]);
        bundle.set_use_isolating(false);
        for source in CATALOGUE {
            // What cannot be parsed is left out; the test of the catalogue fails then.
            let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        Self { bundle }
    }

    fn text(&self, id: &str, attribute: Option<&str>, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let message = self.bundle.get_message(id)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut errors).into_owned();
        errors.is_empty().then_some(text)
    }

    fn notification(&self, notice: &Notice) -> Notification {
        let id = format!("notice-{}", notice.kind);
        let service = self
            .text(&format!("service-{}", notice.service), None, None)
            .unwrap_or_else(|| notice.service.clone());
        let mut args = FluentArgs::new();
        args.set("service", service);
        Notification {
            id: notice.id.clone(),
            title: self
                .text(&id, Some("title"), None)
                .unwrap_or_else(|| "Okienko".to_owned()),
            body: self.text(&id, None, Some(&args)).unwrap_or_default(),
            actions: [SHOW, LATER]
                .map(|key| {
                    let words = self.text(&format!("notice-action-{key}"), None, None);
                    (key.to_owned(), words.unwrap_or_default())
                })
                .into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Texts;
    use chrono::DateTime;
    use okienko_client_store::Notice;

    #[test]
    fn every_notice_has_its_words() {
        let texts = Texts::new();
        for kind in [
            "waiting-booked",
            "offer-made",
            "offer-lapsed",
            "waiting-ends",
            "call-patient",
            "call-task",
            "visits-to-move",
            "booking-confirmed",
            "booking-refused",
            "cache-rebuilt",
        ] {
            let notice = Notice {
                id: "n".into(),
                kind: kind.into(),
                at: DateTime::UNIX_EPOCH,
                service: "mammography".into(),
                subject: None,
                read: false,
            };
            let shown = texts.notification(&notice);
            assert!(shown.title != "Okienko" && !shown.body.is_empty(), "{kind}: {shown:?}");
            let buttons: Vec<_> = shown.actions.iter().map(|(_, words)| words.as_str()).collect();
            assert_eq!(buttons, ["Pokaż", "Później"]);
            assert!(
                kind == "cache-rebuilt" || shown.body.contains("Mammografia"),
                "{kind}: {}",
                shown.body
            );
        }
    }
}
