//! Words of the tray and of the window's frame, from the one catalogue of messages.

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use std::sync::LazyLock;

/// Polish only: the desk chooses its language in the window, and the tray and the title are there before it.
static CATALOGUE: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| {
    let mut bundle = FluentBundle::new_concurrent(vec!["pl".parse().unwrap_or_default()]);
    for text in [
        include_str!("../../ui/src/i18n/pl/shell.ftl"),
        include_str!("../../ui/src/i18n/pl/reception.ftl"),
    ] {
        // A broken message is left out and its id is shown; tests of the catalogue keep that from happening.
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
});

/// The message `id`; the id itself when there is none.
pub fn text(id: &str) -> String {
    pattern(id, None)
}

/// An attribute of the message `id`; the id itself when there is none.
pub fn attribute(id: &str, name: &str) -> String {
    pattern(id, Some(name))
}

fn pattern(id: &str, attribute: Option<&str>) -> String {
    let message = CATALOGUE.get_message(id);
    let pattern = message.and_then(|message| match attribute {
        Some(name) => message.get_attribute(name).map(|attribute| attribute.value()),
        None => message.value(),
    });
    match pattern {
        Some(pattern) => CATALOGUE.format_pattern(pattern, None, &mut vec![]).into_owned(),
        None => id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_from_both_files() {
        assert_eq!(text("tray-quit"), "Zakończ");
        assert_eq!(text("palette-sync"), "Synchronizuj teraz");
        assert_eq!(attribute("keeps-running", "title"), "Okienko działa dalej");
        assert_eq!(text("no-such-message"), "no-such-message");
    }
}
