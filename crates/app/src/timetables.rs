//! What the clinic of this desk publishes: its schedules, their timetables and files of terms. All of it is asked of the
//! registry and published there; nothing is stored here.

mod typed;

use crate::view::{
    AbsenceInput, AppError, DifferenceView, ImportView, LineErrorView, LocationView, MoveView, NewScheduleInput,
    ScheduleView, TimetableCheck, TimetableInput,
};
use crate::{App, Result};
use okienko_domain::calendar::{Day, clock, warsaw_day};
use okienko_domain::directory::{Location, Pool, Schedule};
use okienko_domain::request::MAX_TEXT;
use okienko_domain::timetable::Timetable;
use okienko_domain::timetable::work::{Published, Reach};
use okienko_wire::publishing::{ImportReport, NewSchedule};
use std::collections::HashMap;

/// Largest file in bytes that a registry takes.
const MAX_FILE: usize = 4 << 20;

impl App {
    /// Schedules of this clinic and how far they are published, by service, name and room.
    ///
    /// # Errors
    /// `offline`, `registry-error`.
    pub async fn schedules(&self) -> Result<Vec<ScheduleView>> {
        let desk = self.desk()?;
        let (schedules, locations) = self.own_schedules(desk);
        let mut views = Vec::with_capacity(schedules.len());
        for schedule in schedules {
            let Some(location) = locations.get(&schedule.location) else {
                continue;
            };
            // One after another: a registry works on few timetables at a time.
            let told = self.engine.remote().timetable(desk, schedule.id).await?;
            views.push(schedule_view(&schedule, location, told.reach));
        }
        views.sort_by_cached_key(|view| (view.service.clone(), view.practitioner.clone(), view.room.clone()));
        Ok(views)
    }

    fn own_schedules(&self, desk: u32) -> (Vec<Schedule>, HashMap<u32, Location>) {
        let index = self.engine.world().index();
        let directory = index.directory();
        let own = directory.locations.iter().filter(|location| location.facility == desk);
        let locations: HashMap<u32, Location> = own.map(|location| (location.id, location.clone())).collect();
        let schedules = directory.schedules.iter();
        let own = schedules.filter(|schedule| locations.contains_key(&schedule.location));
        (own.cloned().collect(), locations)
    }

    /// Places where this clinic sees patients.
    ///
    /// # Errors
    /// `not-connected`.
    pub async fn clinic_locations(&self) -> Result<Vec<LocationView>> {
        let (_, locations) = self.own_schedules(self.desk()?);
        let mut views: Vec<LocationView> = locations.values().map(location_view).collect();
        views.sort_by_cached_key(|view| (view.city.clone(), view.street.clone()));
        Ok(views)
    }

    /// The timetable of a schedule, without days that are over; `None` when its terms came another way or there are none.
    ///
    /// # Errors
    /// `schedule-unknown`, `administrator-only`, `offline`, `registry-error`.
    pub async fn timetable(&self, schedule: String) -> Result<Option<TimetableInput>> {
        let told = self.engine.remote().timetable(self.desk()?, id(&schedule)?).await?;
        let today = warsaw_day(self.clock.now());
        Ok(told
            .timetable
            .map(|timetable| typed::written(&current(timetable, today))))
    }

    /// What is wrong with a timetable, and how many terms a day has.
    ///
    /// # Errors
    /// None today.
    pub async fn check_timetable(&self, timetable: TimetableInput) -> Result<TimetableCheck> {
        Ok(typed::check(&timetable))
    }

    /// What publishing a timetable would change; nothing is changed. `base` is the timetable that was opened.
    ///
    /// # Errors
    /// What [`App::check_timetable`] finds, `schedule-unknown`, `administrator-only`, `offline`, `registry-error`.
    pub async fn timetable_difference(
        &self,
        schedule: String,
        base: Option<TimetableInput>,
        timetable: TimetableInput,
    ) -> Result<DifferenceView> {
        let (desk, schedule, remote) = (self.desk()?, id(&schedule)?, self.engine.remote());
        let shown = remote.difference(desk, schedule, &typed::read(&timetable)?).await?;
        // Later than the difference: whatever is published from now on makes its version old.
        let told = remote.timetable(desk, schedule).await?;
        let today = warsaw_day(self.clock.now());
        let now = told.timetable.map(|timetable| current(timetable, today));
        let opened = base.map(|base| typed::read(&base)).transpose()?;
        let opened = opened.map(|timetable| current(timetable, today));
        Ok(DifferenceView {
            overtaken: now != opened,
            ..self.difference_view(shown)
        })
    }

    /// Publishes a timetable over the version of a difference.
    ///
    /// # Errors
    /// `schedule-changed` when it is not the newest one, and those of [`App::timetable_difference`].
    pub async fn publish_timetable(
        &self,
        schedule: String,
        version: String,
        timetable: TimetableInput,
    ) -> Result<DifferenceView> {
        let (desk, schedule) = (self.desk()?, id(&schedule)?);
        let version = version.parse().map_err(|_| AppError::new("schedule-changed"))?;
        let timetable = typed::read(&timetable)?;
        let done = self
            .engine
            .remote()
            .publish(desk, schedule, &timetable, version)
            .await?;
        self.engine.sync_now();
        Ok(self.difference_view(done))
    }

    /// Adds a schedule to a place of this clinic.
    ///
    /// # Errors
    /// `practitioner-missing`, `text-too-long`, `minutes-invalid`, `schedule-unknown`, `administrator-only`, `offline`,
    /// `registry-error`.
    pub async fn add_schedule(&self, input: NewScheduleInput) -> Result<ScheduleView> {
        let desk = self.desk()?;
        let new = new_schedule(input)?;
        let (_, locations) = self.own_schedules(desk);
        let location = locations.get(&new.location);
        let location = location.ok_or_else(|| AppError::new("schedule-unknown"))?;
        let created = self.engine.remote().add_schedule(desk, &new).await?;
        self.engine.sync_now();
        let schedule = Schedule {
            id: created.id,
            location: new.location,
            service: new.service,
            practitioner: new.practitioner,
            room: new.room,
            minutes: new.minutes,
            pool: new.pool,
            languages: new.languages,
        };
        let reach = Reach {
            last_day: None,
            short: true,
        };
        Ok(schedule_view(&schedule, location, reach))
    }

    /// Publishes a file of terms, all of it or nothing, or only says what that would change.
    ///
    /// # Errors
    /// `file-too-large`, `administrator-only`, `offline`, `registry-error`.
    pub async fn import_terms(&self, file: String, dry_run: bool) -> Result<ImportView> {
        if file.len() > MAX_FILE {
            return Err(AppError::new("file-too-large"));
        }
        let answer = self.engine.remote().import(self.desk()?, file, dry_run).await?;
        if !dry_run {
            self.engine.sync_now();
        }
        Ok(match answer {
            Ok(report) => import_view(&report),
            Err(problem) => ImportView {
                errors: problem
                    .errors
                    .into_iter()
                    .map(|error| LineErrorView {
                        line: u32::try_from(error.line).unwrap_or(u32::MAX),
                        column: error.column,
                        message: error.message,
                    })
                    .collect(),
                more: problem.more,
                ..ImportView::default()
            },
        })
    }

    fn difference_view(&self, published: Published) -> DifferenceView {
        let Published {
            version,
            difference,
            reach,
        } = published;
        let changed = || difference.opened.iter().chain(&difference.closed).map(|slot| slot.day);
        let days = changed().min().zip(changed().max());
        let mut moves = difference.to_move.clone();
        moves.sort_by_key(|one| (one.slot.day, one.slot.minute));
        DifferenceView {
            version: version.to_string(),
            opened: number(difference.opened.len()),
            given: difference.given,
            closed: number(difference.closed.len()),
            kept: difference.kept,
            days: days.map(|(from, to)| AbsenceInput {
                from: from.to_string(),
                to: to.to_string(),
            }),
            to_move: moves
                .into_iter()
                .map(|one| MoveView {
                    date: one.slot.day.to_string(),
                    time: clock(one.slot.minute),
                    proposal: one.proposal.and_then(|slot| self.slot_view(slot, None, false)),
                })
                .collect(),
            last_day: reach.last_day.map(|day| day.to_string()),
            short: reach.short,
            overtaken: false,
        }
    }
}

fn id(text: &str) -> Result<u32> {
    text.parse().map_err(|_| AppError::new("schedule-unknown"))
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// What a timetable still says: single days that are over only make it long.
fn current(mut timetable: Timetable, today: Day) -> Timetable {
    timetable.exceptions.retain(|exception| exception.day >= today);
    timetable.absences.retain(|absence| absence.to >= today);
    timetable
}

fn new_schedule(input: NewScheduleInput) -> Result<NewSchedule> {
    let at = |code: &str, field: &str| AppError {
        field: Some(field.to_owned()),
        ..AppError::new(code)
    };
    let practitioner = input.practitioner.trim().to_owned();
    let room = input.room.trim().to_owned();
    if practitioner.is_empty() {
        return Err(at("practitioner-missing", "practitioner"));
    }
    for (text, field) in [(&practitioner, "practitioner"), (&room, "room")] {
        if text.chars().count() > MAX_TEXT {
            let mut error = at("text-too-long", field);
            error.params.insert("max".into(), MAX_TEXT.to_string());
            return Err(error);
        }
    }
    let lengths = Timetable::SHORTEST..=Timetable::LONGEST;
    let minutes = input.minutes.trim().parse().ok();
    let minutes = minutes.filter(|minutes| lengths.contains(minutes));
    Ok(NewSchedule {
        location: id(&input.location)?,
        service: input.service,
        practitioner,
        room,
        minutes: minutes.ok_or_else(|| typed::length("minutes".to_owned()))?,
        pool: Pool::parse(&input.pool).ok_or_else(|| AppError::new("internal"))?,
        languages: Vec::new(),
    })
}

fn schedule_view(schedule: &Schedule, location: &Location, reach: Reach) -> ScheduleView {
    ScheduleView {
        id: schedule.id.to_string(),
        service: schedule.service.clone(),
        practitioner: schedule.practitioner.clone(),
        room: schedule.room.clone(),
        location: location_view(location),
        minutes: schedule.minutes,
        pool: schedule.pool.code().to_owned(),
        last_day: reach.last_day.map(|day| day.to_string()),
        short: reach.short,
    }
}

fn location_view(location: &Location) -> LocationView {
    LocationView {
        id: location.id.to_string(),
        street: location.street.clone(),
        city: format!("{} {}", location.postcode, location.city),
        stop: location.stop.map(|stop| AbsenceInput {
            from: stop.from.to_string(),
            to: stop.to.to_string(),
        }),
    }
}

fn import_view(report: &ImportReport) -> ImportView {
    ImportView {
        opened: report.opened,
        given: report.given,
        closed: report.closed,
        kept: report.kept,
        new_schedules: report.new_schedules,
        to_move: number(report.to_move.len()),
        ..ImportView::default()
    }
}
