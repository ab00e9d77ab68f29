use super::{Action, Request, visit_number};
use crate::refusal::RefusalCode;
use uuid::Uuid;

#[test]
fn numbers_can_be_said() {
    assert_eq!(
        visit_number(Uuid::from_u128(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef)),
        "789-ABC-DEF"
    );
}

#[test]
fn nothing_personal_in_debug() {
    let json = r#"{"desk":7,"action":{"kind":"book","slot":"1-2026-12-01-0940","patient":{"pesel":"44051401359","given_name":"Adam","family_name":"Kanarek","phone":"+48601234567"},"referral":"7731"}}"#;
    let request: Request = serde_json::from_str(json).unwrap();
    assert!(matches!(request.action, Action::Book { .. }));
    let shown = format!("{request:?}");
    for secret in ["44051401359", "Adam", "Kanarek", "601234567", "7731"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn stored_requests_stay_the_same_documents() {
    for json in [
        r#"{"desk":7,"action":{"kind":"book","slot":"1-2026-12-01-0940","patient":{"pesel":"44051401359","given_name":"Adam","family_name":"Kanarek","phone":"+48601234567"},"referral":"7731","hold":null,"continuation":false}}"#,
        r#"{"desk":7,"action":{"kind":"book","slot":"1-2026-12-01-0940","patient":{"pesel":"44051401359","given_name":"","family_name":"","phone":null,"email":"a@b.pl","language":"uk"},"referral":null,"hold":null,"continuation":false}}"#,
    ] {
        let request: Request = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&request).unwrap(), json);
    }
}

#[test]
fn what_must_be_seen_is_said_at_a_desk() {
    let ask = |desk: &str, patient: &str| {
        let json = format!(
            r#"{{"desk":{desk},"action":{{"kind":"book","slot":"1-2026-12-01-0940","patient":{{{patient},"given_name":"A","family_name":"B","phone":null}},"referral":null}}}}"#
        );
        let request: Request = serde_json::from_str(&json).unwrap();
        request.check().err().map(|refusal| refusal.code)
    };
    let document = |number: &str| {
        format!(
            r#""document":{{"kind":"passport","country":"UA","number":"{number}","birth_date":"1944-05-14","sex":"M"}}"#
        )
    };
    let guardian = r#""pesel":"44051401359","guardian":{"given_name":"A","family_name":"B","phone":"601234567"}"#;
    assert_eq!(ask("7", &document("FH 123456")), None);
    assert_eq!(ask("null", &document("FH 123456")), Some(RefusalCode::AtDeskOnly));
    assert_eq!(ask("7", guardian), None);
    assert_eq!(ask("null", guardian), Some(RefusalCode::AtDeskOnly));
    assert_eq!(ask("7", &document("44051401359")), Some(RefusalCode::DocumentIsPesel));
}

#[test]
fn a_wrong_pesel_on_the_wire_is_an_error_without_the_digits() {
    let json = r#"{"desk":7,"action":{"kind":"book","slot":"1-2026-12-01-0940","patient":{"pesel":"44051401358","given_name":"","family_name":"","phone":null},"referral":null}}"#;
    let error = serde_json::from_str::<Request>(json).unwrap_err().to_string();
    assert!(!error.contains("440514"), "{error}");
}
