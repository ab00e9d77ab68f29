import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppError, PatientCheck, PatientInput } from '../../backend/types';
import { PatientDraft } from './patient.svelte';

const { checkPatient } = vi.hoisted(() => ({ checkPatient: vi.fn() }));
vi.mock('../../backend', () => ({
  backend: { checkPatient },
  toAppError: (thrown: AppError) => thrown,
}));

const identity = { document: 'passport', masked: 'UA ••••56' };
const grown: PatientCheck = { identity, sex: 'F', age: 36, minor: false, refusal: null };
const passport = { kind: 'passport', country: 'UA', number: 'FH 123456', birthDate: '1990-11-24', sex: 'F' };
const guardian = { givenName: 'Jan', familyName: 'Próbny', phone: '602000111' };
const oksana: PatientInput = {
  pesel: '',
  document: passport,
  givenName: 'Oksana',
  familyName: 'Próbna',
  phone: '',
  guardian,
};

let patient: PatientDraft;

beforeEach(() => {
  checkPatient.mockReset().mockResolvedValue(grown);
  patient = new PatientDraft();
});

const verify = (): Promise<void> => patient.verify(patient.pesel, patient.document, 'mammography');

describe('the patient block', () => {
  it('asks about a document once nothing is missing', async () => {
    Object.assign(patient, { noPesel: true, country: 'UA', number: 'FH 123456', sex: 'F' });
    await verify();
    expect(checkPatient).not.toHaveBeenCalled();
    patient.birthDate = '24.11.1990';
    await verify();
    expect(checkPatient).toHaveBeenCalledExactlyOnceWith('', passport, 'mammography');
    expect(patient.check).toEqual(grown);
  });

  it('leaves it to the program to say what is no date', () => {
    Object.assign(patient, { noPesel: true, birthDate: '24.11.90' });
    expect(patient.document?.birthDate).toBe('24.11.90');
  });

  it('sends what it was filled with, and nothing of it after it was cleared', () => {
    patient.fill(oksana, '7731');
    expect(patient.birthDate).toBe('24.11.1990');
    expect(patient.input).toEqual(oksana);
    expect([patient.empty, patient.referralOrNull]).toEqual([false, '7731']);
    patient.clear();
    expect(patient.empty).toBe(true);
    const nobody = { pesel: '', document: null, givenName: '', familyName: '', phone: '', guardian: null };
    expect(patient.input).toEqual(nobody);
  });

  it('asks for who answers for a child, and sends nobody for others', () => {
    patient.check = { ...grown, minor: true };
    expect(patient.guarded).toBe(true);
    expect(patient.input.guardian).toEqual({ givenName: '', familyName: '', phone: '' });
    patient.check = grown;
    patient.guardianPhone = '602000111';
    expect(patient.input.guardian).toBeNull();
  });

  it('blames the date of birth of a document for what a PESEL would tell', () => {
    const tooYoung: AppError = { code: 'age-too-young', params: { from: '45', to: '74' }, field: 'pesel' };
    patient.blame(tooYoung);
    expect(patient.problem?.field).toBe('pesel');
    patient.noPesel = true;
    patient.blame(tooYoung);
    expect(patient.problem?.field).toBe('birthDate');
  });

  it('shows the fields that a refusal is about', () => {
    patient.blame({ code: 'guardian-required', params: {}, field: 'guardianGivenName' });
    expect(patient.guarded).toBe(true);
    patient.edited('guardianGivenName');
    expect(patient.problem).toBeNull();
  });
});
