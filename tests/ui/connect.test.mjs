// A desk and a kiosk that the registry does not know, knows no more or has to look at, and people who sign in at a desk.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { account, digits } from './accounts.mjs';
import { assertNoTraces } from './canary.mjs';
import { enter } from './desk.mjs';
import { look, lookAtKiosk } from './look.mjs';
import { woman } from './people.mjs';
import { Stage } from './stage.mjs';

const FINGERPRINT = /^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/;

let stage;
let desk;
let person;

before(async () => {
  stage = await Stage.start();
});
after(() => stage?.end());

/** All devices. */
async function devices() {
  const rows = (await stage.registry('device', 'list')).map((line) => line.split('\t'));
  return rows.map(([id, state, , facility, fingerprint]) => ({ id, state, facility, fingerprint }));
}

/** Disconnects whatever works. */
async function revokeAll() {
  for (const { id, state } of await devices()) if (state === 'active') await stage.registry('device', 'revoke', id);
}

function field(name) {
  return desk.getByRole('textbox', { name, exact: true });
}

async function connectWith(code) {
  await field('Kod jednorazowy').fill(code);
  await desk.keyboard.press('Enter');
}

test('a new desk asks for its code and says what is wrong with it', async (t) => {
  desk = await stage.newDesk('desk');
  await desk.getByRole('heading', { level: 1, name: 'Połącz to stanowisko z centralą' }).waitFor();
  await look(t, desk, 'connect-new');
  await connectWith('7K3');
  await desk.getByText('Kod ma 10 liter i cyfr, na przykład 7K3QF-2M9DX.').waitFor();
  await field('Adres centrali').fill('http://rejestr.example.pl');
  await connectWith('7K3QF-2M9DX');
  await desk.getByText('Pod tym adresem dane pacjentów szłyby bez szyfrowania.').waitFor();
  assert.equal(await desk.evaluate(() => document.activeElement.id), 'connect-title-registry');
  await field('Adres centrali').fill(stage.registryAddress);
  await connectWith('7K3QF-2M9DX');
  await desk.getByText('Ten kod nie działa: jest błędny, zużyty albo za stary. Poproś administratora o nowy.').waitFor();
  const code = desk.locator('#connect-title-code:focus');
  await code.waitFor();
  assert.equal(await code.getAttribute('aria-invalid'), 'true');
  assert.match(await code.getAttribute('aria-describedby'), /connect-title-code-fault/);
  await look(t, desk, 'connect-wrong-code');
});

test('a desk that is not trusted shows its fingerprint until an administrator has compared it', async (t) => {
  const [code] = await stage.registry('device', 'add', '--demo', '--name', 'Rejestracja, okno 2');
  await connectWith(code);
  const dialog = desk.getByRole('alertdialog', { name: 'Stanowisko czeka na zgodę' });
  await dialog.getByText('Rejestracja, okno 2').waitFor();
  const fingerprint = await dialog.locator('.fingerprint').innerText();
  assert.match(fingerprint, FINGERPRINT);
  await dialog.getByRole('button', { name: 'Sprawdź teraz' }).press('Enter');
  await dialog.getByText(/^Sprawdzono o \d{1,2}:\d\d:\d\d: bez zmian\.$/).waitFor();
  await look(t, desk, 'connect-pending');
  const { id, facility } = (await devices()).find((device) => device.fingerprint === fingerprint);
  await stage.registry('device', 'approve', id);
  await dialog.getByRole('button', { name: 'Sprawdź teraz' }).press('Enter');
  await dialog.waitFor({ state: 'detached' });
  assert.doesNotMatch(await desk.getByRole('banner').innerText(), /^Okienko/, 'the desk should know its clinic');
  person = await account(stage, 'recepcja.okno', facility);
});

test('a desk that is disconnected keeps what is on its screen', async (t) => {
  const patient = woman(12);
  await enter(desk, patient);
  await desk.getByLabel('Świadczenie').selectOption({ label: 'Mammografia' });
  await revokeAll();
  await desk.keyboard.press('F5');
  const dialog = desk.getByRole('alertdialog', { name: 'Stanowisko odłączone od centrali' });
  await dialog.waitFor();
  await look(t, desk, 'connect-revoked');
  await desk.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await desk.getByText(patient.familyName).first().waitFor();
  await desk.getByRole('contentinfo').getByText('Bez dostępu do centrali').waitFor();
  await look(t, desk, 'connect-revoked-bar');
  await desk.keyboard.press('Control+4');
  await desk.getByRole('heading', { name: 'Do zrobienia' }).first().waitFor();
  await desk.keyboard.press('Control+1');

  await desk.getByRole('button', { name: 'Co dalej?' }).click();
  await connectWith(await stage.code('--demo'));
  await dialog.waitFor({ state: 'detached' });
  await desk.getByText('Połączono z centralą: Stanowisko.').first().waitFor();
  await desk.getByText(patient.familyName).first().waitFor();
  await desk.getByText('Bez dostępu do centrali').first().waitFor({ state: 'detached' });
});

/** Types a name, a password and the digits of the phone, and sends them. */
async function signIn({ login, password }, code) {
  await field('Nazwa konta').fill(login);
  await desk.getByLabel('Hasło').fill(password);
  await field('Kod z telefonu').fill(code);
  await desk.keyboard.press('Enter');
}

test('a person signs in and out, and is signed out when nobody is there', async (t) => {
  await desk.clock.install();
  await desk.reload();
  const who = desk.locator('.who');
  await who.getByRole('button', { name: 'Zaloguj się' }).click();
  const dialog = desk.getByRole('dialog', { name: 'Zaloguj się' });
  await dialog.waitFor();
  await look(t, desk, 'sign-in');
  await desk.keyboard.press('Enter');
  await dialog.getByText('Podaj nazwę konta.').waitFor();
  await desk.locator('#sign-in-login:focus').waitFor();
  await signIn({ ...person, password: 'zle haslo zle haslo' }, '000 000');
  await dialog.getByText('Nazwa, hasło lub kod się nie zgadzają. Kod z telefonu działa tylko raz.').waitFor();
  await desk.locator('#sign-in-code:focus').waitFor();
  await look(t, desk, 'sign-in-wrong');
  await desk.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  await desk.keyboard.press('Control+l');
  await signIn(person, digits(person.secret));
  await dialog.waitFor({ state: 'detached' });
  await who.getByText(person.login).waitFor();
  await who.locator('button:focus').waitFor();
  await look(t, desk, 'signed-in');

  await desk.clock.fastForward('14:00');
  await desk.keyboard.press('Shift');
  await desk.clock.fastForward('14:00');
  assert.ok(await who.getByText(person.login).isVisible(), 'somebody is there');
  await desk.clock.fastForward('02:00');
  await desk.getByText('Wylogowano po 15 min bez ruchu. Stanowisko działa dalej.').first().waitFor();
  await who.getByRole('button', { name: 'Zaloguj się' }).waitFor();
  await look(t, desk, 'signed-out-idle');
});

test('a session that the registry has ended is told, and the desk works on', async (t) => {
  await desk.keyboard.press('Control+k');
  await desk.getByRole('combobox').last().fill('zaloguj');
  await desk.keyboard.press('Enter');
  await signIn(person, digits(person.secret, 1));
  const who = desk.locator('.who');
  await who.getByText(person.login).waitFor();
  await stage.registry('account', 'disable', person.login);
  await desk.keyboard.press('F5');
  await desk.getByText('Sesja zakończona, zaloguj się ponownie. Stanowisko działa dalej.').first().waitFor();
  await who.getByRole('button', { name: 'Zaloguj się' }).waitFor();
  await look(t, desk, 'session-ended');
  await desk.keyboard.press('Control+2');
  await desk.getByText('Nie ma jeszcze wizyt').waitFor();
});

test('patients see a kiosk that is closed, and staff open it again', async (t) => {
  const kiosk = await stage.kiosk('kiosk');
  await kiosk.getByRole('heading', { level: 1, name: 'Dzień dobry. Co chcesz zrobić?' }).waitFor();
  await kiosk.getByRole('button', { name: 'Umów wizytę' }).click();
  await revokeAll();
  await kiosk.evaluate(() => {
    const call = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    return fetch('/api/sync_now', call);
  });
  await kiosk.getByRole('heading', { level: 1, name: 'Kiosk teraz nie działa' }).waitFor();
  await lookAtKiosk(t, kiosk, 'kiosk-closed-refused');
  await kiosk.getByRole('button', { name: 'Dla obsługi' }).click();
  const dialog = kiosk.getByRole('dialog', { name: 'Stanowisko odłączone od centrali' });
  const type = async (code) => {
    for (const letter of code.replace('-', '')) await dialog.getByRole('button', { name: letter, exact: true }).click();
  };
  await type('7K3QF');
  await kiosk.keyboard.type('2m9dx');
  await dialog.getByText('7K3QF-2M9DX', { exact: true }).waitFor();
  await dialog.getByRole('button', { name: 'Połącz' }).click();
  await dialog.getByText('Ten kod nie działa: jest błędny, zużyty albo za stary. Poproś administratora o nowy.').waitFor();
  await lookAtKiosk(t, kiosk, 'kiosk-staff');
  for (let letter = 0; letter < 10; letter += 1) await dialog.getByRole('button', { name: 'Usuń znak' }).click();
  await type(await stage.code('--role', 'kiosk'));
  await dialog.getByRole('button', { name: 'Połącz' }).click();
  await kiosk.getByRole('heading', { level: 1, name: 'Dzień dobry. Co chcesz zrobić?' }).waitFor();
});

test('no data of a person, no password and no address of theirs is in a log or a file', () => {
  assertNoTraces(stage, [woman(12)]);
  assert.ok(!stage.logs.join('\n').includes(person.password));
});
