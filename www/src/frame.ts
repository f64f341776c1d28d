// The page as a frame of another: the page above hands files over, once, and hears nothing of what is made of them.
import type { HandOver } from './handover';

/**
 * Says to the page above that files can come, and waits for them. Without a page above there is nothing to wait for.
 * INVARIANT: the one message that leaves the frame says that it is ready, whoever is above; nothing is answered later.
 */
export function handedOver(): Promise<HandOver | null> {
  if (window.parent === window) return Promise.resolve(null);
  return new Promise((resolve) => {
    const take = (event: MessageEvent<unknown>) => {
      if (event.source !== window.parent || !isHandOver(event.data)) return;
      removeEventListener('message', take);
      resolve(event.data);
    };
    addEventListener('message', take);
    window.parent.postMessage({ appraise: 'ready' }, '*');
  });
}

function isHandOver(data: unknown): data is HandOver {
  const { files } = (data ?? {}) as Partial<HandOver>;
  return Array.isArray(files) && files.every((file) => typeof file?.path === 'string' && 'content' in file);
}
