// An administrator decides which machines of the clinic may work.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { account, digits } from './accounts.mjs';
import { look } from './look.mjs';
import { Stage } from './stage.mjs';

const NAME = 'Rejestracja, okno 2';

let stage;
let desk;
/** A desk that the clinic has bought and nobody has connected. */
let fresh;
/** What was shown once. */
let code;

before(async () => {
  stage = await Stage.start();
  desk = await stage.desk('desk');
  await desk.getByText(/^Zsynchronizowano/).waitFor();
});
after(() => stage?.end());

const told = (text) => desk.getByText(text).first();
const row = () => desk.locator('tr[data-row]').filter({ hasText: NAME });
const dialog = (name) => desk.getByRole('dialog', { name });

async function ask(page, command, data) {
  const answer = await page.request.post(new URL(`/api/${command}`, page.url()).href, { data });
  const document = await answer.json();
  assert.ok(answer.ok(), `${command}: ${JSON.stringify(document)}`);
  return document;
}

test('whoever may not decide is told who can', async (t) => {
  await desk.keyboard.press('Control+6');
  await desk.getByRole('heading', { name: 'O urządzeniach decyduje administrator przychodni' }).waitFor();
  await look(t, desk, 'devices-locked');
  const { home } = await ask(desk, 'boot', {});
  const { login, password, secret } = await account(stage, 'administracja', String(home.facility), 'clinic-administrator');
  await ask(desk, 'sign_in', { login, password, code: digits(secret) });
  await desk.locator('tr[data-row]:focus').getByText('to stanowisko').waitFor();
});

test('a new desk gets a code that is shown once', async (t) => {
  await desk.getByRole('button', { name: 'Dodaj urządzenie' }).click();
  await dialog('Nowe stanowisko').waitFor();
  await desk.keyboard.press('Enter');
  await told('Nazwij urządzenie, na przykład „Rejestracja, okno 2”. Nazwa ma do 120 znaków.').waitFor();
  await desk.locator('#device-name:focus').waitFor();
  await desk.keyboard.type(NAME);
  await desk.keyboard.press('Enter');
  const shown = dialog(`Kod dla: ${NAME}`);
  code = await shown.locator('.fingerprint').innerText();
  assert.match(code, /^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
  await look(t, desk, 'devices-code');
  await desk.keyboard.press('Enter');
  await shown.waitFor({ state: 'detached' });
  await row().getByText('czeka na kod').waitFor();

  fresh = await stage.newDesk('fresh');
  await fresh.getByRole('textbox', { name: 'Kod jednorazowy' }).fill(code);
  await fresh.keyboard.press('Enter');
  await fresh.getByRole('heading', { name: 'Stanowisko czeka na zgodę' }).waitFor();
});

test('its fingerprint is compared before it may work', async (t) => {
  const fingerprint = await fresh.locator('.fingerprint').innerText();
  await desk.keyboard.press('F5');
  await row().getByText('czeka na zgodę').waitFor();
  await look(t, desk, 'devices-list');
  await row().focus();
  await desk.keyboard.press('a');
  const asked = dialog(`Dopuścić urządzenie? ${NAME}`);
  assert.equal(await asked.locator('.fingerprint').innerText(), fingerprint);
  await look(t, desk, 'devices-approve');
  await asked.getByRole('button', { name: 'Odcisk się zgadza, dopuść' }).press('Enter');
  await row().getByText('działa').waitFor();
  await fresh.getByRole('button', { name: 'Sprawdź teraz' }).press('Enter');
  await fresh.getByText(/^Zsynchronizowano/).waitFor();
});

test('a device that is disconnected stops at once', async (t) => {
  await row().focus();
  await desk.keyboard.press('Delete');
  const asked = dialog(`Odłączyć urządzenie? ${NAME}`);
  await asked.waitFor();
  await look(t, desk, 'devices-revoke');
  await desk.keyboard.press('Enter');
  await asked.waitFor({ state: 'detached' });
  await row().getByText('działa').waitFor();
  await row().focus();
  await desk.keyboard.press('Delete');
  await asked.getByRole('button', { name: 'Odłącz' }).press('Enter');
  await row().getByText('odłączone').waitFor();
  await fresh.keyboard.press('F5');
  await fresh.getByRole('alertdialog', { name: 'Stanowisko odłączone od centrali' }).waitFor();
});

test('without the registry the list is not guessed', async (t) => {
  await stage.killRegistry();
  await told(/^Brak łączności z centralą od/).waitFor();
  await desk.keyboard.press('F5');
  await told('Nie ma łączności z centralą. Lista pokazuje stan sprzed jej utraty.').waitFor();
  await look(t, desk, 'devices-offline');
});

test('the code is in no log and no address', () => {
  const written = [...stage.logs, ...stage.addresses].join('\n').toUpperCase();
  assert.ok(written.length > 10_000, 'the programs should have logged something');
  for (const spelling of [code, code.replace('-', '')]) assert.ok(!written.includes(spelling));
});
