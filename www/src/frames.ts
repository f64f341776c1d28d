// Work in the browser's frames, so that no task keeps the page from what the user does next.

/**
 * Runs what needs the page laid out, such as moving the focus, when the frame is made anyway. In the task that changed the
 * page it would have everything laid out there and then, and again for the frame.
 */
export function beforePaint(act: () => void): void {
  requestAnimationFrame(act);
}

/** Ends the task: what follows a click is not made and laid out within it, which the browser would do before it went on. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Runs in a task of its own after the next frame; gives what calls it off. */
export function afterPaint(act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const frame = requestAnimationFrame(() => (timer = setTimeout(act)));
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
