// Requests of a page that a test answers itself, or later.

/**
 * As `page.route`, and in force when it returns: the browser says so a moment before the pages heed it, and a key that is pressed
 * in between sends its request past the test.
 */
export async function intercept(page, address, handle, options) {
  await page.route('**/intercepted', (route) => route.fulfill({ status: 204 }));
  await page.route(address, handle, options);
  await page.evaluate(async () => {
    while ((await fetch('/intercepted')).status !== 204);
  });
}
