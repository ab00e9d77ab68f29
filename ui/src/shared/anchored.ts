/**
 * Attachment that places a floating box under its parent, or above it when there is more room, outside the clipping of
 * scrolling ancestors.
 */
export function anchored(box: HTMLElement): () => void {
  const gap = 4;
  const place = (): void => {
    const anchor = box.parentElement?.getBoundingClientRect();
    if (anchor === undefined) return;
    const below = window.innerHeight - anchor.bottom - gap * 2;
    const above = anchor.top - gap * 2;
    const up = below < box.scrollHeight && above > below;
    box.style.position = 'fixed';
    box.style.maxHeight = `${up ? above : below}px`;
    box.style.left = `${Math.max(gap, Math.min(anchor.left, window.innerWidth - box.offsetWidth - gap))}px`;
    box.style.top = up ? 'auto' : `${anchor.bottom + gap}px`;
    box.style.bottom = up ? `${window.innerHeight - anchor.top + gap}px` : 'auto';
  };
  const observer = new ResizeObserver(place);
  observer.observe(box);
  window.addEventListener('scroll', place, true);
  window.addEventListener('resize', place);
  place();
  return () => {
    observer.disconnect();
    window.removeEventListener('scroll', place, true);
    window.removeEventListener('resize', place);
  };
}
