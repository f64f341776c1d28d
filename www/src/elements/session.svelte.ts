// What elements of one page share: the worker with the data, the result, and the customer who is open.
import { deliveryAt } from '../delivery';
import type { Lang } from '../engine/types';
import type { HandOver } from '../handover';
import { Portal } from '../portal.svelte';

export class Session {
  /** @internal */
  readonly portal = new Portal();
  /** The customer who was opened last, by whichever element. */
  customer = $state<string | null>(null);
  #started: Promise<void> | null = null;

  /** Takes tables and a policy from the page and scores them. Problems are shown by the elements. */
  receive(handed: HandOver): Promise<void> {
    return this.#take(Promise.resolve(handed));
  }

  /** Reads the folder that is delivered under a path of the page's own origin, and scores it. */
  read(path: string): Promise<void> {
    return this.#take(deliveryAt(path));
  }

  speak(lang: Lang): void {
    if (lang !== this.portal.lang) void this.portal.speak(lang);
  }

  async #take(coming: Promise<HandOver>): Promise<void> {
    this.#started ??= this.portal.start();
    await this.portal.receive(coming);
  }
}

let shared: Session | null = null;

/** The session of elements that were given none of their own. */
export function sharedSession(): Session {
  shared ??= new Session();
  return shared;
}
