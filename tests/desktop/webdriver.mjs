// The part of W3C WebDriver that these tests need, and how WebKit's driver starts the program it drives.
import { until } from './wait.mjs';

/** Key under which WebDriver hands out elements. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

export class Browser {
  #base;

  constructor(base) {
    this.#base = base;
  }

  /** Starts `binary` with `args` under the driver at `address`, which may still be starting itself. */
  static async start(address, binary, args) {
    await until('the WebKit driver', async () => (await (await fetch(`${address}/status`)).json()).value.ready);
    const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': { binary, args } } };
    const { sessionId } = await call('POST', `${address}/session`, { capabilities });
    return new Browser(`${address}/session/${sessionId}`);
  }

  /** Runs the body of a function in the page and returns its result; a promise is waited for. */
  async run(body, ...args) {
    const script = `const done = arguments[arguments.length - 1];
      const body = async (...args) => { ${body} };
      body(...[...arguments].slice(0, -1)).then((value) => done({ value }), (error) => done({ error: error?.code ?? String(error) }));`;
    const answer = await call('POST', `${this.#base}/execute/async`, { script, args });
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value;
  }

  /** Calls a command of the program as the page does. */
  command(name, args = {}) {
    return this.run('return window.__TAURI_INTERNALS__.invoke(args[0], args[1]);', name, args);
  }

  /** What stands on the screen, as one text. */
  text() {
    return this.run('return document.body.innerText;');
  }

  /** Waits until everything of the page is drawn, fonts too. */
  painted() {
    return this.run(`await document.fonts.ready;
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
      return null;`);
  }

  /** Waits until the screen says something that matches, and returns the match. */
  async says(pattern, limit) {
    try {
      return await until(`${pattern} on the screen`, async () => (await this.text()).match(pattern), limit);
    } catch (error) {
      throw new Error(`${error.message}; it says:\n${await this.text()}`, { cause: error });
    }
  }

  /** Waits for an element that matches the CSS selector and can be seen. */
  element(selector) {
    return until(selector, async () => {
      const found = await call('POST', `${this.#base}/element`, { using: 'css selector', value: selector });
      return found[ELEMENT];
    });
  }

  /** Waits for the button or link that says `words`. */
  button(words) {
    return until(`the button "${words}"`, async () => {
      const value = `//*[self::button or self::a][contains(normalize-space(.), "${words}")]`;
      return (await call('POST', `${this.#base}/element`, { using: 'xpath', value }))[ELEMENT];
    });
  }

  async click(element) {
    await call('POST', `${this.#base}/element/${await element}/click`, {});
  }

  /** Types into an empty input. */
  async type(selector, text) {
    const element = await this.element(selector);
    await call('POST', `${this.#base}/element/${element}/value`, { text });
  }

  /** Chooses an option of a select by its value. */
  async choose(selector, value) {
    await this.element(`${selector} option[value="${value}"]`);
    await this.run(
      `const select = document.querySelector(args[0]);
       select.value = args[1];
       select.dispatchEvent(new Event('change', { bubbles: true }));`,
      selector,
      value,
    );
  }
}

async function call(method, address, body) {
  const response = await fetch(address, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}
