// What a receptionist does at the desk, by keyboard unless said otherwise.
import assert from 'node:assert/strict';

/** Presses Tab until the focus is there. */
export async function tabTo(page, target) {
  for (let step = 0; step < 40; step += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${target} cannot be reached by Tab`);
}

/** Starts with the next person and types their data. */
export async function enter(page, { pesel, givenName, familyName, phone }, referral) {
  await page.keyboard.press('Shift+F2');
  await page.locator('#patient-pesel:focus').waitFor();
  for (const text of [pesel, givenName, familyName, phone, ...(referral === undefined ? [] : [referral])]) {
    await page.keyboard.type(text);
    await page.keyboard.press('Tab');
  }
}

/** Chooses a service with the mouse. */
export async function chooseService(page, name) {
  await page.getByLabel('Świadczenie').selectOption({ label: name });
}

export function results(page) {
  return page.getByRole('listbox', { name: 'Wolne terminy' });
}

export function panel(page) {
  return page.getByRole('complementary', { name: 'Wybrany termin' });
}

/** Puts the focus on the results once there are any. */
export async function toResults(page) {
  await results(page).getByRole('option').first().waitFor();
  await page.keyboard.press('F4');
  await page.locator('#results:focus').waitFor();
}

/** Chooses the nth result by its key and returns its id. */
export async function chooseResult(page, number) {
  await page.keyboard.press(String(number));
  const chosen = results(page).getByRole('option', { selected: true });
  assert.equal(await chosen.locator('kbd').first().textContent(), String(number));
  return chosen.getAttribute('id');
}

/** The word in which the desk says how a booking stands, once it says so. */
export async function answered(page, word) {
  await panel(page).getByText(word, { exact: true }).waitFor();
}

/** Reads a number with spaces between its thousands. */
export function number(text) {
  return Number(text.replaceAll(/\s/g, ''));
}
