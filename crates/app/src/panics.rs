//! What is told of a defect.

/// From now on a panic is told by its place alone: its words may hold what a person typed.
pub fn tell_panics_by_place() {
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string);
        tracing::error!(at, "a defect of this program");
    }));
}
