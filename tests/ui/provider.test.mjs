// People who sign in at the identity provider of their organisation: a real one, in the system's browser.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { look } from './look.mjs';
import { IdentityProvider, SystemBrowser } from './provider.mjs';
import { Stage } from './stage.mjs';

const NAME = 'Zaloguj przez 127.0.0.1';

let provider;
let system;
let stage;
let desk;
/** What belongs to one sign-in only, and must be found nowhere. */
const secrets = [];

before(async () => {
  provider = await IdentityProvider.start();
  system = await SystemBrowser.start();
  stage = await Stage.start(undefined, { ...provider.env, ...system.env });
  desk = await stage.desk('desk');
  await desk.locator('.who').waitFor();
  const [facility] = (await stage.registry('device', 'list')).map((line) => line.split('\t')[3]);
  const who = ['--issuer', provider.issuer, '--subject', 'anna'];
  await stage.registry('account', 'add', 'anna.recepcja', '--role', 'receptionist', '--facility', facility, ...who);
});
after(async () => {
  await stage?.end();
  await system?.stop();
  await provider?.stop();
});

/** Presses the button; what the system's browser is sent to, and where it comes back to. */
async function press() {
  await desk.getByRole('button', { name: NAME }).press('Enter');
  const address = await system.opened();
  const { searchParams } = new URL(address);
  for (const name of ['state', 'nonce', 'code_challenge']) secrets.push(searchParams.get(name));
  return { address, back: searchParams.get('redirect_uri') };
}

/** Signs in at the provider's page, and agrees that the registry learns who it is. */
async function signInAt(page, login) {
  await page.getByPlaceholder('Enter any login').fill(login);
  await page.getByPlaceholder('and password').fill('kanarek-haslo');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** The dialog of the desk, by its heading. */
function dialog(name) {
  return desk.getByRole('dialog', { name });
}

test('who is refused at the provider is not signed in, and told so on both screens', async (t) => {
  await desk.locator('.who').getByRole('button', { name: 'Zaloguj się' }).click();
  await dialog('Zaloguj się').getByRole('button', { name: NAME }).waitFor();
  await look(t, desk, 'provider-offered');
  const { address, back } = await press();
  await dialog('Dokończ logowanie w przeglądarce').waitFor();
  await desk.locator('#sign-in-cancel:focus').waitFor();
  await look(t, desk, 'provider-waiting');

  const page = await stage.page(address);
  await page.getByRole('link', { name: 'Cancel' }).click();
  await page.getByRole('heading', { level: 1, name: 'Nie zalogowano' }).waitFor();
  await page.getByText('Możesz zamknąć tę kartę').waitFor();
  assert.ok(page.url().startsWith(`${back}?`), page.url());
  await look(t, page, 'provider-page-refused');

  await dialog('Zaloguj się').getByText('strona logowania odmówiła albo logowanie tam przerwano').waitFor();
  await desk.locator('#sign-in-provider:focus').waitFor();
  await look(t, desk, 'provider-refused');
  await assert.rejects(fetch(back), 'nobody listens any more');
});

test('whom the registry does not know is not signed in', async () => {
  const { address } = await press();
  const page = await stage.page(address);
  await signInAt(page, 'obca');
  await page.getByRole('heading', { level: 1, name: 'Wróć do programu' }).waitFor();
  await dialog('Zaloguj się').getByText('Centrala nie wpuściła osoby, która zalogowała się w przeglądarce.').waitFor();
});

test('who is cancelled at the desk comes back from the provider to nobody', async () => {
  const { address, back } = await press();
  await desk.keyboard.press('Escape');
  await dialog('Dokończ logowanie w przeglądarce').waitFor({ state: 'detached' });
  await desk.locator('.who button:focus').waitFor();
  const page = await stage.page(address);
  const failed = page.waitForEvent('requestfailed', (request) => request.url().startsWith(back));
  await signInAt(page, 'anna');
  await failed;
  await desk.locator('.who').getByRole('button', { name: 'Zaloguj się' }).waitFor();
});

test('a person signs in at the provider, and the desk knows who they are', async (t) => {
  await desk.keyboard.press('Control+l');
  const { address } = await press();
  const page = await stage.page(address);
  await signInAt(page, 'anna');
  await page.getByRole('heading', { level: 1, name: 'Wróć do programu' }).waitFor();
  await page.getByText('Możesz zamknąć tę kartę').waitFor();
  await look(t, page, 'provider-page-done');
  secrets.push(new URL(page.url()).searchParams.get('code'));

  const who = desk.locator('.who');
  await who.getByText('anna.recepcja').waitFor();
  await dialog('Dokończ logowanie w przeglądarce').waitFor({ state: 'detached' });
  await desk.getByText('Zalogowano: anna.recepcja.').first().waitFor({ state: 'attached' });
  await look(t, desk, 'provider-signed-in');
  await who.getByRole('button', { name: 'Wyloguj' }).press('Enter');
  await who.getByRole('button', { name: 'Zaloguj się' }).waitFor();
});

test('a provider that does not answer is told apart from a registry that does not', async () => {
  await desk.keyboard.press('Control+l');
  const button = desk.getByRole('button', { name: NAME });
  await button.waitFor();
  await provider.stop();
  provider = undefined;
  await button.press('Enter');
  await dialog('Zaloguj się').getByText('Strona logowania nie odpowiada centrali.').waitFor();
  await stage.killRegistry();
  await button.press('Enter');
  await dialog('Zaloguj się').getByText('Nie ma łączności z centralą.').waitFor();
});

test('nothing that lets somebody in is in a log', () => {
  const log = stage.logs.join('\n');
  const all = [...secrets, 'kanarek-haslo', 'kanarek-tajemnica'];
  assert.ok(all.length === 15 && all.every((secret) => secret.length > 10), all.join(' '));
  assert.deepEqual(all.filter((secret) => log.includes(secret)), []);
});
