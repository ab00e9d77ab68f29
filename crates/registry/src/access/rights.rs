//! Who may do what: the one table of rights.
//!
//! A row is an operation, where it is in the contract, and how far each role reaches. A route without a row is answered by
//! nobody: see [`authenticate`](super::authenticate).

use okienko_domain::access::Role;

/// Everything the registry can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each stands in the table below, with its address")]
pub enum Operation {
    Health,
    Snapshot,
    Blob,
    Changes,
    Checksums,
    Push,
    Places,
    Slots,
    OpenApi,
    Metrics,
    Book,
    Hold,
    Release,
    Reschedule,
    Cancel,
    Attend,
    Restore,
    Join,
    Leave,
    Prolong,
    Accept,
    Decline,
    Appointments,
    WaitingEntries,
    Events,
    CallTasks,
    EndCall,
    Timetable,
    Difference,
    Publish,
    AddSchedule,
    AddLocation,
    Import,
    WorkItems,
    Settle,
    LookUp,
    Lookups,
    ReviewLookup,
    SmsReports,
    SmsReplies,
    Enrol,
    ThisDevice,
    InviteDevice,
    Devices,
    ApproveDevice,
    RevokeDevice,
    SignInWays,
    SignIn,
    StartAtProvider,
    EndAtProvider,
    Refresh,
    ThisSession,
    SignOut,
}

/// How far a role reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Not at all.
    No,
    /// Its own facility; for a kiosk requests without a desk, for an operator devices without a facility.
    Own,
    /// Every facility.
    Any,
}

/// Who may do an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody: the data are public, or the request carries its own secret.
    Everybody,
    /// A device, whatever its role and state, about itself.
    Device,
    /// Somebody signed in, about their own session.
    Person,
    /// These roles, in the order of [`Role::ALL`], from an enrolled device: nothing of a patient leaves for another machine.
    Roles([Reach; Role::ALL.len()]),
    /// These roles, signed in at an enrolled device: what is done has a name in the audit.
    Named([Reach; Role::ALL.len()]),
    /// These roles, from any machine: somebody must be able to connect the first device of a clinic.
    Managers([Reach; Role::ALL.len()]),
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Right {
    /// The operation.
    pub operation: Operation,
    /// HTTP method.
    pub method: &'static str,
    /// Path of the contract.
    pub path: &'static str,
    /// Who may.
    pub who: Who,
}

const NO: Reach = Reach::No;
const OWN: Reach = Reach::Own;
const ANY: Reach = Reach::Any;

/// The table. Columns: receptionist, clinic administrator, registry operator, kiosk, integration.
///
/// People's data stay with the clinic: an operator of the registry sees none of them, and connects kiosks but no desk that
/// could. Accounts are made at the registry's own machine, so no row is about them.
#[rustfmt::skip]
pub const RIGHTS: &[Right] = &[
    row(Operation::Health,         "GET",    "/v1/health",                             Who::Everybody),
    row(Operation::Snapshot,       "GET",    "/v1/snapshot",                           Who::Everybody),
    row(Operation::Blob,           "GET",    "/v1/blobs/{hash}",                       Who::Everybody),
    row(Operation::Changes,        "GET",    "/v1/changes",                            Who::Everybody),
    row(Operation::Checksums,      "GET",    "/v1/checksums",                          Who::Everybody),
    row(Operation::Push,           "GET",    "/v1/push",                               Who::Everybody),
    row(Operation::Places,         "GET",    "/v1/places",                             Who::Everybody),
    row(Operation::Slots,          "GET",    "/v1/slots",                              Who::Everybody),
    row(Operation::OpenApi,        "GET",    "/v1/openapi.json",                       Who::Everybody),
    row(Operation::Metrics,        "GET",    "/metrics",                               Who::Everybody),
    row(Operation::Book,           "POST",   "/v1/requests",                           Who::Roles([OWN, OWN, NO,  OWN, OWN])),
    row(Operation::Hold,           "POST",   "/v1/requests",                           Who::Roles([OWN, OWN, NO,  NO,  OWN])),
    row(Operation::Release,        "POST",   "/v1/requests",                           Who::Roles([OWN, OWN, NO,  NO,  OWN])),
    row(Operation::Reschedule,     "POST",   "/v1/requests",                           Who::Roles([OWN, OWN, NO,  NO,  OWN])),
    row(Operation::Cancel,         "POST",   "/v1/requests",                           Who::Roles([OWN, OWN, NO,  NO,  OWN])),
    row(Operation::Attend,         "POST",   "/v1/requests",                           Who::Roles([OWN, OWN, NO,  NO,  OWN])),
    row(Operation::Restore,        "POST",   "/v1/requests",                           Who::Roles([OWN, OWN, NO,  NO,  OWN])),
    row(Operation::Join,           "POST",   "/v1/requests",                           Who::Roles([OWN, OWN, NO,  OWN, OWN])),
    row(Operation::Leave,          "POST",   "/v1/requests",                           Who::Roles([OWN, OWN, NO,  NO,  OWN])),
    row(Operation::Prolong,        "POST",   "/v1/requests",                           Who::Roles([OWN, OWN, NO,  NO,  OWN])),
    row(Operation::Accept,         "POST",   "/v1/requests",                           Who::Roles([OWN, OWN, NO,  NO,  OWN])),
    row(Operation::Decline,        "POST",   "/v1/requests",                           Who::Roles([OWN, OWN, NO,  NO,  OWN])),
    row(Operation::Appointments,   "GET",    "/v1/desks/{facility}/appointments",      Who::Roles([OWN, OWN, NO,  NO,  OWN])),
    row(Operation::WaitingEntries, "GET",    "/v1/desks/{facility}/waiting-entries",   Who::Roles([OWN, OWN, NO,  NO,  OWN])),
    row(Operation::Events,         "GET",    "/v1/desks/{facility}/events",            Who::Roles([OWN, OWN, NO,  NO,  OWN])),
    row(Operation::CallTasks,      "GET",    "/v1/desks/{facility}/call-tasks",        Who::Roles([OWN, OWN, NO,  NO,  OWN])),
    row(Operation::EndCall,        "POST",   "/v1/desks/{facility}/call-tasks/{task}", Who::Roles([OWN, OWN, NO,  NO,  OWN])),
    row(Operation::Timetable,      "GET",    "/v1/desks/{facility}/schedules/{schedule}/timetable",  Who::Roles([OWN, OWN, NO,  NO,  OWN])),
    row(Operation::Difference,     "POST",   "/v1/desks/{facility}/schedules/{schedule}/timetable/difference",  Who::Roles([NO,  OWN, NO,  NO,  OWN])),
    row(Operation::Publish,        "PUT",    "/v1/desks/{facility}/schedules/{schedule}/timetable",  Who::Roles([NO,  OWN, NO,  NO,  OWN])),
    row(Operation::AddSchedule,    "POST",   "/v1/desks/{facility}/schedules",         Who::Roles([NO,  OWN, NO,  NO,  OWN])),
    row(Operation::AddLocation,    "POST",   "/v1/desks/{facility}/locations",         Who::Roles([NO,  OWN, NO,  NO,  OWN])),
    row(Operation::Import,         "POST",   "/v1/desks/{facility}/terms.csv",         Who::Roles([NO,  OWN, NO,  NO,  OWN])),
    row(Operation::WorkItems,      "GET",    "/v1/desks/{facility}/work-items",        Who::Roles([OWN, OWN, NO,  NO,  OWN])),
    row(Operation::Settle,         "POST",   "/v1/desks/{facility}/work-items/{item}",  Who::Roles([OWN, OWN, NO,  NO,  OWN])),
    row(Operation::LookUp,         "POST",   "/v1/desks/{facility}/lookups",           Who::Named([OWN, OWN, NO, NO, NO])),
    row(Operation::Lookups,        "GET",    "/v1/desks/{facility}/lookups",           Who::Named([NO, OWN, NO, NO, NO])),
    row(Operation::ReviewLookup,   "POST",   "/v1/desks/{facility}/lookups/{lookup}",  Who::Named([NO, OWN, NO, NO, NO])),
    row(Operation::SmsReports,     "POST",   "/v1/sms/reports",                       Who::Everybody),
    row(Operation::SmsReplies,     "POST",   "/v1/sms/replies",                       Who::Everybody),
    row(Operation::Enrol,          "POST",   "/v1/enrolments",                         Who::Everybody),
    row(Operation::ThisDevice,     "GET",    "/v1/devices/self",                       Who::Device),
    row(Operation::InviteDevice,   "POST",   "/v1/devices",                            Who::Managers([NO, OWN, OWN, NO, NO])),
    row(Operation::Devices,        "GET",    "/v1/devices",                            Who::Managers([NO, OWN, ANY, NO, NO])),
    row(Operation::ApproveDevice,  "POST",   "/v1/devices/{device}/approve",           Who::Managers([NO, OWN, OWN, NO, NO])),
    row(Operation::RevokeDevice,   "POST",   "/v1/devices/{device}/revoke",            Who::Managers([NO, OWN, ANY, NO, NO])),
    row(Operation::SignInWays,     "GET",    "/v1/sign-in",                            Who::Everybody),
    row(Operation::SignIn,         "POST",   "/v1/sessions",                           Who::Everybody),
    row(Operation::StartAtProvider, "POST", "/v1/sign-in/provider",                 Who::Everybody),
    row(Operation::EndAtProvider, "POST", "/v1/sessions/provider",                  Who::Everybody),
    row(Operation::Refresh,        "POST",   "/v1/sessions/refresh",                   Who::Everybody),
    row(Operation::ThisSession,    "GET",    "/v1/sessions/self",                      Who::Person),
    row(Operation::SignOut,        "DELETE", "/v1/sessions/self",                      Who::Person),
];

const fn row(operation: Operation, method: &'static str, path: &'static str, who: Who) -> Right {
    Right {
        operation,
        method,
        path,
        who,
    }
}

/// The answer of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Yes.
    Allowed,
    /// Not with this role, wherever.
    Forbidden,
    /// Elsewhere yes, but this is another facility's: to this caller it does not exist.
    Hidden,
}

/// Rows of an address; empty when the table does not know it.
pub fn at(method: &str, path: &str) -> impl Iterator<Item = &'static Right> {
    RIGHTS
        .iter()
        .filter(move |right| right.method == method && right.path == path)
}

/// Methods of an address; `HEAD` is `GET`.
pub fn methods(path: &str) -> impl Iterator<Item = &'static str> {
    RIGHTS
        .iter()
        .filter(move |right| right.path == path)
        .map(|right| right.method)
}

/// How far a role reaches with an operation. Operations that are not divided by role reach nowhere here.
#[must_use]
pub fn reach(role: Role, operation: Operation) -> Reach {
    let row = RIGHTS.iter().find(|right| right.operation == operation);
    let Some(Who::Roles(reaches) | Who::Named(reaches) | Who::Managers(reaches)) = row.map(|right| right.who) else {
        return Reach::No;
    };
    Role::ALL
        .into_iter()
        .zip(reaches)
        .find(|(known, _)| *known == role)
        .map_or(Reach::No, |(_, reach)| reach)
}

/// Whether a role of `own` facility may do an operation that is about `facility`.
#[must_use]
pub fn verdict(role: Role, own: Option<u32>, operation: Operation, facility: Option<u32>) -> Verdict {
    match reach(role, operation) {
        Reach::No => Verdict::Forbidden,
        Reach::Own if own == facility => Verdict::Allowed,
        Reach::Own => Verdict::Hidden,
        Reach::Any => Verdict::Allowed,
    }
}

#[cfg(test)]
mod tests {
    use super::{Operation, RIGHTS, Verdict, verdict};
    use okienko_domain::access::Role;
    use std::collections::HashSet;

    #[test]
    fn an_operation_has_one_row() {
        let operations: HashSet<Operation> = RIGHTS.iter().map(|right| right.operation).collect();
        assert_eq!(operations.len(), RIGHTS.len());
    }

    #[test]
    fn x08_another_clinic_does_not_exist() {
        let (own, foreign) = (Some(1), Some(2));
        let list = Operation::Appointments;
        assert_eq!(verdict(Role::Receptionist, own, list, own), Verdict::Allowed);
        assert_eq!(verdict(Role::Receptionist, own, list, foreign), Verdict::Hidden);
        assert_eq!(verdict(Role::Receptionist, own, list, None), Verdict::Hidden);
        assert_eq!(verdict(Role::RegistryOperator, None, list, own), Verdict::Forbidden);
        assert_eq!(verdict(Role::Kiosk, None, Operation::Book, None), Verdict::Allowed);
        assert_eq!(verdict(Role::Kiosk, None, Operation::Book, own), Verdict::Hidden);
        let operator = |operation, facility| verdict(Role::RegistryOperator, None, operation, facility);
        assert_eq!(operator(Operation::RevokeDevice, own), Verdict::Allowed);
        assert_eq!(operator(Operation::InviteDevice, None), Verdict::Allowed);
        assert_eq!(
            operator(Operation::InviteDevice, own),
            Verdict::Hidden,
            "an operator is no clinic"
        );
        assert_eq!(operator(Operation::ApproveDevice, own), Verdict::Hidden);
    }
}
