// What is looked at on every screen: a picture for people, the rules of accessibility, and whether all of it fits.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SCREENSHOTS = join(import.meta.dirname, 'screenshots');
const SIZES = [
  [1024, 700],
  [1366, 768],
  [1920, 1080],
  [1440, 900],
];

/** Looks at a screen of the reception desk in every size of window it must fit in. */
export async function look(t, page, name) {
  await picture(page, name);
  await t.test(`${name}: accessible`, () => accessible(page));
  await t.test(`${name}: fits`, async () => {
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      if (width === SIZES[0][0]) await picture(page, `${name}-${width}`);
      assert.deepEqual(await page.evaluate(sticksOut), [], `${width}×${height}`);
    }
  });
}

/** Looks at a screen of the kiosk, which must also be read from afar and touched by unsteady hands. */
export async function lookAtKiosk(t, page, name) {
  await picture(page, name);
  await t.test(`${name}: accessible`, () => accessible(page, { 'color-contrast-enhanced': { enabled: true } }));
  await t.test(`${name}: fits`, async () => {
    assert.deepEqual(await page.evaluate(sticksOut), []);
    assert.deepEqual(await page.evaluate(smallTargets, 96), [], 'smaller than 96 px');
  });
}

async function picture(page, name) {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), animations: 'disabled' });
}

async function accessible(page, rules = {}) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const violations = await page.evaluate(
    async (options) => (await window.axe.run(document, options)).violations,
    { runOnly: RULES, rules, resultTypes: ['violations'] },
  );
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}\n  ${node.failureSummary}`));
  assert.deepEqual(found, []);
}

/** Runs in the page: what is outside the window, and text that is cut off or runs out of its box. */
function sticksOut() {
  const found = [];
  const tell = (element, why) => found.push(`${why}: ${element.outerHTML.slice(0, 160)}`);
  const text = document.createRange();
  for (const element of document.querySelectorAll('body, body *')) {
    if (!element.checkVisibility() || element.closest('.vh, svg, input, select, [hidden]')) continue;
    const { overflowX, overflowY, textOverflow, webkitLineClamp } = getComputedStyle(element);
    const { left, right, width } = element.getBoundingClientRect();
    if (width > 0 && (left < -1 || right > innerWidth + 1)) tell(element, 'outside the window');
    if (textOverflow === 'ellipsis' || webkitLineClamp !== 'none' || element.clientWidth === 0) continue;
    const wide = element.scrollWidth > element.clientWidth + 1;
    if (wide && overflowX !== 'visible') tell(element, `${element.scrollWidth} px in ${element.clientWidth} px`);
    const high = element.scrollHeight > element.clientHeight + 1;
    if (high && overflowY === 'hidden') tell(element, 'cut off below');
    for (const node of element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || node.data.trim() === '') continue;
      text.selectNodeContents(node);
      if (text.getBoundingClientRect().right > right + 1) tell(element, 'text runs out');
    }
  }
  return found;
}

/** Runs in the page: what a finger could miss. */
function smallTargets(least) {
  return [...document.querySelectorAll('button, a[href], input')]
    .filter((element) => element.checkVisibility())
    .map((element) => [element, element.getBoundingClientRect()])
    .filter(([, { width, height }]) => width < least - 0.5 || height < least - 0.5)
    .map(([element, { width, height }]) => `${element.textContent.trim()}: ${width.toFixed(1)} × ${height.toFixed(1)}`);
}
