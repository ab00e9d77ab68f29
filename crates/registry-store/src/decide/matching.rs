//! Whom freed terms go to: many at a time, because each question costs a turn to the database.

use super::Decision;
use crate::{Applicant, Candidate, Opening, ReferralKey, Result, StoreError, StoredTerm};
use okienko_domain::calendar::Day;
use okienko_domain::eligibility;
use okienko_domain::slot::SlotId;
use okienko_domain::waiting::{FreedSlot, Rank};
use std::collections::{HashSet, VecDeque};
use uuid::Uuid;

/// Entries that are read first for each term: the very first often suits.
const FIRST_PAGE: u32 = 1;
/// When the term suited none of them, so many times more are read.
const GROWTH: u32 = 4;
/// At most so many.
const PAGE: u32 = 64;
/// Terms that are matched together.
const TOGETHER: usize = 500;

/// A freed term that is not decided, and those in line for it.
struct Line<'a> {
    /// Its place in the question.
    number: usize,
    slot: SlotId,
    /// The day of the last term, where there are many.
    until: Day,
    term: &'a StoredTerm,
    freed: FreedSlot,
    /// Those who have been read and not looked at, in order.
    waiting: VecDeque<Applicant>,
    /// How far the line has been read.
    after: Option<Rank>,
    /// There is nobody after them.
    complete: bool,
    /// How many are read next.
    page: u32,
    /// It suits somebody of the last page, who has been promised another term.
    suited: bool,
}

impl<'a> Line<'a> {
    fn new(number: usize, slot: SlotId, term: &'a StoredTerm) -> Self {
        Self {
            number,
            slot,
            until: slot.day,
            term,
            freed: freed(slot, term),
            waiting: VecDeque::new(),
            after: None,
            complete: false,
            page: FIRST_PAGE,
            suited: false,
        }
    }

    fn opening(&self) -> Opening<'a> {
        Opening {
            slot: self.slot,
            until: self.until,
            service: &self.term.place.service,
            point: self.term.place.point,
            facility: self.term.place.facility,
            after: self.after,
        }
    }
}

fn freed(slot: SlotId, term: &StoredTerm) -> FreedSlot {
    FreedSlot {
        day: slot.day,
        minute: slot.minute,
        point: term.place.point,
        facility: term.place.facility,
        practitioner: term.place.practitioner.clone(),
    }
}

/// What is decided of the same question and not yet written.
#[derive(Default)]
struct Promised {
    entries: HashSet<Uuid>,
    referrals: HashSet<(i64, ReferralKey)>,
}

impl Promised {
    fn has(&self, applicant: &Applicant) -> bool {
        self.entries.contains(&applicant.entry.id)
    }

    fn uses_referral(&self, applicant: &Applicant) -> bool {
        let used = |referral: &ReferralKey| self.referrals.contains(&(applicant.patient_row, referral.clone()));
        applicant.referral.as_ref().is_some_and(used)
    }

    fn note(&mut self, candidate: &Candidate) {
        self.entries.insert(candidate.entry.id);
        if candidate.entry.is_booked_at_once()
            && let Some(referral) = &candidate.referral
        {
            self.referrals.insert((candidate.patient_row, referral.clone()));
        }
    }
}

impl Decision<'_> {
    /// Gives a freed term to the first waiting person whom it suits, before anybody else can see it; returns whether
    /// there was one. Otherwise it becomes free for all. A term that the clinic has withdrawn goes to nobody.
    pub(crate) async fn give_away(&mut self, slot: SlotId) -> Result<bool> {
        Ok(self.give_all_away(&[slot]).await? == 1)
    }

    /// The same for many; returns how many went to somebody.
    pub(crate) async fn give_all_away(&mut self, slots: &[SlotId]) -> Result<usize> {
        let mut given = 0;
        for slots in slots.chunks(TOGETHER) {
            let terms = self.freed_terms(slots).await?;
            for ((slot, term), chosen) in terms.iter().zip(self.first_in_line(&terms).await?) {
                if let Some(chosen) = chosen {
                    self.give(&chosen, *slot, &term.place).await?;
                    given += 1;
                } else {
                    let version = self.tx.next_seq().await?;
                    self.tx.release_slot(*slot, version).await?;
                }
            }
        }
        Ok(given)
    }

    /// Gives new terms of one schedule to those who wait, before anybody else can see them: to each person, in the statutory
    /// order, the first that suits. Those that suit nobody stay free for all. Returns how many went to somebody.
    pub(crate) async fn give_new(&mut self, slots: &[SlotId]) -> Result<usize> {
        let mut open = Vec::with_capacity(slots.len());
        for slots in slots.chunks(TOGETHER) {
            open.extend(self.freed_terms(slots).await?);
        }
        open.retain(|(slot, term)| term.is_free(slot.minute) && !term.stopped && self.is_ahead(*slot));
        open.sort_unstable_by_key(|(slot, _)| (slot.day, slot.minute));
        let Some((slot, term)) = open.first().cloned() else {
            return Ok(0);
        };
        // They are all at one place and of one service: there is one line for all of them.
        let last = open.last().map_or(slot.day, |(last, _)| last.day);
        let mut line = Line {
            page: PAGE,
            until: last,
            ..Line::new(0, slot, &term)
        };
        let (mut promised, mut given) = (Promised::default(), 0);
        while !open.is_empty() && !line.complete {
            self.read_on(std::slice::from_mut(&mut line)).await?;
            while let Some(applicant) = line.waiting.pop_front() {
                given += usize::from(self.give_first(&applicant, &mut open, &mut promised).await?);
            }
        }
        Ok(given)
    }

    /// Gives a person the first of these terms that suits them, and takes it out; whether there was one.
    async fn give_first(
        &mut self,
        applicant: &Applicant,
        open: &mut Vec<(SlotId, StoredTerm)>,
        promised: &mut Promised,
    ) -> Result<bool> {
        for (n, (slot, term)) in open.iter().enumerate() {
            if !applicant.entry.suits(&freed(*slot, term), self.now, &self.policy) {
                continue;
            }
            if let Some(candidate) = self.admitted(applicant, (*slot, term), promised).await? {
                let version = self.tx.next_seq().await?;
                let (slot, term) = open.remove(n);
                if !self.tx.take_slot(slot, version).await? {
                    return Err(StoreError::Conflict);
                }
                promised.note(&candidate);
                self.give(&candidate, slot, &term.place).await?;
                return Ok(true);
            }
            // Whoever has a visit wants an earlier one: later terms are none.
            if applicant.booked.is_some() {
                return Ok(false);
            }
        }
        Ok(false)
    }

    /// Those of the terms that the clinic has not withdrawn.
    pub(super) async fn freed_terms(&mut self, slots: &[SlotId]) -> Result<Vec<(SlotId, StoredTerm)>> {
        let terms = self.tx.terms(slots).await?;
        let terms = slots.iter().zip(terms).filter_map(|(slot, term)| Some((*slot, term?)));
        Ok(terms.filter(|(slot, term)| term.has(slot.minute)).collect())
    }

    /// For each term the first waiting person whom it suits, if anybody; nobody is named for two. Terms of the same service
    /// choose in the order of the question, between others the order is of no account.
    pub(super) async fn first_in_line(&mut self, terms: &[(SlotId, StoredTerm)]) -> Result<Vec<Option<Candidate>>> {
        let mut chosen = Vec::new();
        chosen.resize_with(terms.len(), || None);
        let lines = terms.iter().enumerate();
        let lines = lines.filter(|(_, (slot, term))| term.service.is_some() && !term.stopped && self.is_ahead(*slot));
        let mut lines: Vec<Line<'_>> = lines
            .map(|(number, (slot, term))| Line::new(number, *slot, term))
            .collect();
        let mut promised = Promised::default();
        while !lines.is_empty() {
            self.read_on(&mut lines).await?;
            // Whoever is not reached yet in one line must not be named in a later one of the same service.
            let mut unsettled = HashSet::new();
            let mut undecided = Vec::new();
            for mut line in lines {
                let service = line.term.place.service.as_str();
                if !unsettled.contains(service) {
                    let first = self.first_of(&mut line, &promised).await?;
                    if first.is_some() || line.complete {
                        first.iter().for_each(|first| promised.note(first));
                        chosen[line.number] = first;
                        continue;
                    }
                    unsettled.insert(service);
                }
                undecided.push(line);
            }
            lines = undecided;
        }
        Ok(chosen)
    }

    /// Reads those who come next in the lines of which everybody has been looked at.
    async fn read_on(&mut self, lines: &mut [Line<'_>]) -> Result<()> {
        let mut lines: Vec<&mut Line<'_>> = lines.iter_mut().filter(|line| line.waiting.is_empty()).collect();
        let limit = lines.iter().map(|line| line.page).min().unwrap_or(PAGE);
        let openings: Vec<Opening<'_>> = lines.iter().map(|line| line.opening()).collect();
        for (number, applicant) in self.tx.applicants(&openings, self.now, limit).await? {
            if let Some(line) = lines.get_mut(number) {
                line.after = Some(applicant.entry.rank());
                line.waiting.push_back(applicant);
            }
        }
        for line in lines {
            line.complete = line.waiting.len() < usize::try_from(limit).unwrap_or(usize::MAX);
            line.suited = false;
        }
        Ok(())
    }

    /// The first of those who have been read whom the term suits.
    async fn first_of(&mut self, line: &mut Line<'_>, promised: &Promised) -> Result<Option<Candidate>> {
        while let Some(applicant) = line.waiting.pop_front() {
            if !applicant.entry.suits(&line.freed, self.now, &self.policy) {
                continue;
            }
            if promised.has(&applicant) {
                line.suited = true;
            } else if let Some(candidate) = self.admitted(&applicant, (line.slot, line.term), promised).await? {
                return Ok(Some(candidate));
            }
        }
        if !line.suited {
            line.page = (line.page * GROWTH).min(PAGE);
        }
        Ok(None)
    }

    /// Who the person is, when they may have a term that suits them. Only then is it looked at.
    async fn admitted(
        &mut self,
        applicant: &Applicant,
        (slot, term): (SlotId, &StoredTerm),
        promised: &Promised,
    ) -> Result<Option<Candidate>> {
        if !self.may_have(applicant, slot, promised).await? {
            return Ok(None);
        }
        let candidate = self.tx.candidate(applicant.clone())?;
        let identity = &candidate.patient.identity;
        let admits = |service| eligibility::person(service, identity, slot.day).is_ok();
        let admitted = term.place.pool.suits(&candidate.entry, identity) && term.service.as_ref().is_some_and(admits);
        Ok(admitted.then_some(candidate))
    }

    /// Whether a visit at this term is still what the person waits for.
    async fn may_have(&mut self, applicant: &Applicant, slot: SlotId, promised: &Promised) -> Result<bool> {
        if applicant.booked != applicant.entry.replaces {
            return Ok(false);
        }
        let Some(booked) = applicant.booked else {
            return Ok(!applicant.referral_used && !promised.uses_referral(applicant));
        };
        let later = self.tx.appointment(booked).await?;
        Ok(later.is_some_and(|visit| (slot.day, slot.minute) < (visit.slot.day, visit.slot.minute)))
    }
}
