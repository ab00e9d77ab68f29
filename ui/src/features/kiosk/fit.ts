/** Letters never get smaller than this part of the normal size. */
const SMALLEST = 0.8;
const STEP = 0.05;

/**
 * A kiosk does not scroll: when the longest names meet the longest language, the letters of that one screen give way.
 * `large` is the mode the sizes start from; the caller renews the fitting when it changes.
 */
export function fit(main: HTMLElement, large: boolean): () => void {
  function adjust(): void {
    main.style.removeProperty('--k');
    for (let k = large ? 1.35 : 1; main.scrollHeight > main.clientHeight && k > SMALLEST; k -= STEP) {
      main.style.setProperty('--k', (k - STEP).toFixed(2));
    }
  }

  const resized = new ResizeObserver(adjust);
  const changed = new MutationObserver(adjust);
  resized.observe(main);
  changed.observe(main, { childList: true, subtree: true, characterData: true });
  return () => {
    resized.disconnect();
    changed.disconnect();
  };
}
