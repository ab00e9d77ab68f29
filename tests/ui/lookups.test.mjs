// A desk looks up what a person has at other clinics, for a stated reason, and an administrator reviews who has.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { account, digits } from './accounts.mjs';
import { assertNoTraces } from './canary.mjs';
import { look } from './look.mjs';
import { foreigner, woman } from './people.mjs';
import { Stage } from './stage.mjs';

const REASON = 'Nieprzytomna po wypadku, trzeba uprzedzić poradnie, w których jest umówiona';

let stage;
/** Where she has booked. */
let other;
/** Where she is brought. */
let desk;
let receptionist;
let administrator;

const told = (text) => desk.getByText(text).first();
const dialog = () => desk.getByRole('dialog', { name: 'Wizyty pacjenta we wszystkich placówkach' });
const rows = () => desk.locator('tr[data-row]');

async function ask(page, command, data = {}) {
  const answer = await page.request.post(new URL(`/api/${command}`, page.url()).href, { data });
  const document = await answer.json();
  assert.ok(answer.ok(), `${command}: ${JSON.stringify(document)}`);
  return document;
}

/** The nearest free terms of a service, each at a clinic of its own. */
async function terms(service) {
  const { today } = await ask(other, 'boot');
  const to = new Date(Date.parse(today) + 60 * 86_400_000).toISOString().slice(0, 10);
  const everything = {
    place: null, radiusKm: null, facility: null, practitioner: null, weekdays: [], hours: [], stepFree: false,
    stationary: false, language: null, noPesel: false, sort: 'earliest', after: null, differentFacilities: true, offset: 0, limit: 6,
  };
  const { slots } = await ask(other, 'search_slots', { query: { ...everything, service, dateFrom: today, dateTo: to } });
  return slots;
}

async function book(slot, person, referral) {
  const patient = { ...person, document: null, guardian: null };
  const booked = await ask(other, 'book', { input: { slot: slot.id, patient, referral } });
  assert.equal(booked.state, 'confirmed', JSON.stringify(booked.refusal));
}

async function signIn({ login, password, secret }) {
  await ask(desk, 'sign_in', { login, password, code: digits(secret) });
  await desk.getByText(login, { exact: true }).first().waitFor();
}

before(async () => {
  stage = await Stage.start();
  other = await stage.desk('other');
  await other.getByText(/^Zsynchronizowano/).waitFor();
  const [mammography, cardiology] = [await terms('mammography'), await terms('cardiology-first')];
  await book(mammography[0], woman(1), null);
  await book(cardiology[1], woman(1), '7731');
  const clinic = String(mammography[2].facilityId);
  receptionist = await account(stage, 'recepcja.sor', clinic);
  administrator = await account(stage, 'kierownik.sor', clinic, 'clinic-administrator');
  desk = await stage.newDesk('desk');
  const code = await stage.code('--role', 'receptionist', '--facility', clinic);
  await ask(desk, 'connect', { registry: null, code });
  await desk.getByText(/^Zsynchronizowano/).waitFor();
});
after(() => stage?.end());

test('whoever has not signed in is asked to, and goes on from there', async (t) => {
  await desk.keyboard.press('Control+2');
  await desk.getByRole('button', { name: 'Wizyty gdzie indziej' }).waitFor();
  await desk.keyboard.press('F9');
  await dialog().getByText('najpierw się zaloguj').waitFor();
  await look(t, desk, 'lookup-locked');
  await desk.keyboard.press('Enter');
  await desk.getByRole('dialog', { name: 'Zaloguj się' }).waitFor();
  await desk.getByLabel('Nazwa konta').fill(receptionist.login);
  await desk.getByLabel('Hasło').fill(receptionist.password);
  await desk.getByLabel('Kod z telefonu').fill(digits(receptionist.secret));
  await desk.keyboard.press('Enter');
  await desk.locator('#lookup-pesel:focus').waitFor();
  await look(t, desk, 'lookup-ask');
});

test('what is missing is said beside its field', async (t) => {
  await desk.keyboard.press('Enter');
  await desk.locator('#lookup-pesel[aria-invalid]').waitFor();
  await desk.keyboard.type(woman(1).pesel);
  await desk.keyboard.press('Tab');
  await dialog().getByText(/^Kobieta, \d+ l\.$/).waitFor();
  await desk.keyboard.press('ArrowDown');
  await dialog().getByText('Pacjent dostanie wiadomość, że Twoja placówka sprawdziła jego wizyty').waitFor();
  await desk.getByLabel('Co się stało i dlaczego to nie może czekać').fill('pilne');
  await dialog().getByRole('button', { name: 'Zapisz i pokaż wizyty' }).click();
  await told('Opisz powód: co najmniej 10, najwyżej 500 znaków.').waitFor();
  await desk.locator('#lookup-reason:focus').waitFor();
  await look(t, desk, 'lookup-fault');
});

test('an emergency shows what she has everywhere, and closing forgets it', async (t) => {
  await desk.keyboard.press('Control+a');
  await desk.keyboard.type(REASON);
  await dialog().getByRole('button', { name: 'Zapisz i pokaż wizyty' }).click();
  await dialog().getByText(woman(1).familyName).waitFor();
  assert.equal(await dialog().getByRole('row').count(), 3, 'two visits below the heads');
  await dialog().getByText('Mammografia').waitFor();
  await look(t, desk, 'lookup-result');
  assert.ok(!(await desk.content()).includes(woman(1).phone), 'how she is reached is not shown');
  await desk.keyboard.press('Enter');
  await dialog().waitFor({ state: 'detached' });
  await desk.keyboard.press('F9');
  await desk.locator('#lookup-pesel:focus').waitFor();
  assert.equal(await desk.locator('#lookup-pesel').inputValue(), '');
  assert.ok(!(await desk.content()).includes(woman(1).familyName));
});

test('a referral of somebody else and somebody unknown are the same answer', async (t) => {
  await desk.keyboard.type(woman(1).pesel);
  await desk.getByLabel('Kod e-skierowania').fill('9999');
  await desk.keyboard.press('Enter');
  await told('Nie ma nic do pokazania').waitFor();
  await look(t, desk, 'lookup-nothing');
  const said = await dialog().innerText();
  await desk.keyboard.press('Escape');
  await desk.keyboard.press('F9');
  await dialog().getByRole('button', { name: 'Nie ma numeru PESEL' }).click();
  const { number, birthDate, sex } = foreigner(2);
  await desk.locator('#lookup-country').selectOption({ label: 'Ukraina' });
  await desk.locator('#lookup-number').fill(number);
  await desk.locator('#lookup-birthDate').fill(birthDate);
  await desk.locator('#lookup-sex').selectOption({ label: sex });
  await look(t, desk, 'lookup-document');
  await desk.getByLabel('Kod e-skierowania').fill('7731');
  await desk.keyboard.press('Enter');
  await told('Nie ma nic do pokazania').waitFor();
  assert.equal(await dialog().innerText(), said);
  await desk.keyboard.press('Enter');
});

test('who signs out takes with them what they were shown', async () => {
  await desk.keyboard.press('F9');
  await desk.locator('#lookup-pesel:focus').waitFor();
  await desk.keyboard.type(woman(1).pesel);
  await desk.getByLabel('Kod e-skierowania').fill('7731');
  await desk.keyboard.press('Enter');
  await dialog().getByText(woman(1).familyName).waitFor();
  await ask(desk, 'sign_out');
  await dialog().getByText('najpierw się zaloguj').waitFor();
  assert.ok(!(await desk.content()).includes(woman(1).familyName));
  await desk.keyboard.press('Escape');
});

test('an administrator reviews who has looked', async (t) => {
  await desk.keyboard.press('Control+7');
  await desk.getByRole('heading', { name: 'Wglądy sprawdza administrator przychodni' }).waitFor();
  await signIn(administrator);
  await desk.getByRole('heading', { name: 'Wglądy w wizyty pacjentów' }).waitFor();
  await rows().first().waitFor();
  assert.equal(await rows().count(), 4);
  const emergency = rows().filter({ hasText: REASON });
  await emergency.getByText(woman(1).familyName).first().waitFor();
  await emergency.getByText('do sprawdzenia').waitFor();
  await look(t, desk, 'lookups-list');
  await emergency.focus();
  await desk.keyboard.press('s');
  await emergency.getByText('sprawdzony', { exact: true }).waitFor();
  await emergency.getByText(administrator.login).waitFor();
  await desk.keyboard.press('F9');
  await desk.locator('#lookup-pesel:focus').waitFor();
  await desk.keyboard.type(woman(1).pesel);
  await desk.getByLabel('Kod e-skierowania').fill('7731');
  await desk.keyboard.press('Enter');
  await dialog().getByText(woman(1).familyName).waitFor();
  await desk.keyboard.press('Enter');
  await desk.keyboard.press('F5');
  await told('Twój: sprawdza inny administrator').waitFor();
  await look(t, desk, 'lookups-reviewed');
});

test('without the registry nobody is looked up', async (t) => {
  await stage.killRegistry();
  await told(/^Brak łączności z centralą od/).waitFor();
  await desk.keyboard.press('F9');
  await told('Wizyty w innych placówkach zna tylko ona, więc spróbuj, gdy łączność wróci.').waitFor();
  await look(t, desk, 'lookup-offline');
  await desk.keyboard.type(woman(1).pesel);
  await desk.getByLabel('Kod e-skierowania').fill('7731');
  await desk.keyboard.press('Enter');
  await dialog().getByText('Nie ma łączności z centralą. Spróbuj, gdy wróci.').waitFor();
  assert.deepEqual((await ask(desk, 'requests')).filter(({ state }) => state === 'queued'), []);
});

test('nothing of her is in a log, an address or a file', () => {
  assertNoTraces(stage, [woman(1), { ...woman(2), pesel: foreigner(2).number, familyName: 'uprzedzić poradnie' }]);
});
