//! The real program, killed between sending and noting that it was sent. `OKIENKO_KILLS` makes it more often.

use okienko_testkit::{Database, Gateway, Sent, kill_the_worker};
use std::path::Path;

fn kills() -> usize {
    std::env::var("OKIENKO_KILLS").map_or(20, |text| text.parse().unwrap())
}

async fn killed(dedupes: bool, lanes: usize) -> Sent {
    let folder = tempfile::tempdir().unwrap();
    let database = Database {
        name: folder.path().join("registry.db").display().to_string(),
        key: folder.path().join("registry.key"),
    };
    let gateway = Gateway::start(dedupes).await;
    let program = Path::new(env!("CARGO_BIN_EXE_okienko-registry"));
    kill_the_worker(program, &database, &gateway, kills(), lanes).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f36_killed_between_sending_and_noting_it() {
    let sent = killed(false, 1).await;
    assert_eq!(sent.lost(), 0);
    assert!(sent.most() <= 2, "at most one repetition");
    assert_eq!(
        sent.repeated(),
        kills() - kills() / 3,
        "one for each kill that came after the sending"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f36_a_provider_that_knows_its_messages_repeats_none() {
    let sent = killed(true, 8).await;
    assert_eq!((sent.lost(), sent.most()), (0, 1));
    assert!(sent.asked > sent.messages, "the kills did hit");
}
