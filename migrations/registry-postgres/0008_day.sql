-- Who comes to a clinic on a day.
CREATE INDEX appointment_day ON appointment (schedule, day);
