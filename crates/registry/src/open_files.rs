//! How many files, and so connections, the system lets this program have.

/// Files that are no connections: the database, the log, what the runtime needs.
#[cfg(unix)]
const OTHERS: usize = 64;

/// Asks the system for all it may give, and says how many connections that leaves.
#[cfg(unix)]
pub(crate) fn for_connections() -> usize {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Refused at worst; then what there was must do.
    let _ = setrlimit(Resource::Nofile, limit);
    let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let connections = usize::try_from(files).unwrap_or(usize::MAX).saturating_sub(OTHERS);
    if files < 4096 {
        tracing::warn!(
            files,
            "few open files are allowed; raise the limit (ulimit -n) for many desks"
        );
    }
    connections
}

/// Other systems set no such limit.
#[cfg(not(unix))]
pub(crate) fn for_connections() -> usize {
    usize::MAX
}
