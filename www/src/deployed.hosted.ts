// The hosted page: what the lines of its index.html say, which the build writes and whoever deploys it may fill in.
import { deliveryAt } from './delivery';
import type { PageIdentity } from './deployed';
import type { HandOver } from './handover';
import { guardAddress } from '$spawn';

/** The build hashed every file of the page; the guard holds each against it before it keeps it. */
export function pageIdentity(): Promise<PageIdentity | null> {
  const hash = line('appraise-page');
  return Promise.resolve(hash === '' ? null : { hash, computed: false });
}

/** The delivered folder under the one data path; nothing where none was named. */
export function delivered(): Promise<HandOver | null> {
  const path = line('appraise-data');
  return path === '' ? Promise.resolve(null) : deliveryAt(path);
}

/**
 * Lets a service worker answer for the page from now on, with the headers that a plain server may not send. Not on this
 * machine itself, where tomorrow another program may have the port.
 */
export function guard(): void {
  if (line('appraise-guard') !== 'on' || !('serviceWorker' in navigator) || /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(location.hostname)) return;
  void navigator.serviceWorker.register(guardAddress() as string).catch(() => undefined);
}

function line(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name=${name}]`)?.content.trim() ?? '';
}
