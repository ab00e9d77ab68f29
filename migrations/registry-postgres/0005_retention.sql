-- Finds what is old enough to be removed.
CREATE INDEX answer_at ON answer (at);
CREATE INDEX waiting_over ON waiting_entry (valid_until) WHERE status <> 'booked';
-- Finds whether anything still refers to a person.
CREATE INDEX appointment_person ON appointment (patient);
CREATE INDEX waiting_person ON waiting_entry (patient);
