// One table of the result, seen a page at a time.
import type { Diagnostic, Page } from './engine/types';
import type { Reply } from './worker/messages';

export const PAGE_SIZE = 25;

export class Listing {
  page = $state.raw<Page | null>(null);
  offset = $state(0);
  problems = $state.raw<Diagnostic[]>([]);
  #ask: (offset: number, limit: number) => Promise<Reply<Page>>;

  constructor(ask: (offset: number, limit: number) => Promise<Reply<Page>>) {
    this.#ask = ask;
  }

  clear(): void {
    this.page = null;
    this.offset = 0;
    this.problems = [];
  }

  async show(offset: number): Promise<void> {
    const reply = await this.#ask(offset, PAGE_SIZE);
    if (reply.ok) {
      this.page = reply.value;
      this.offset = offset;
      this.problems = [];
    } else if (!reply.cancelled) {
      this.problems = reply.diagnostics;
    }
  }
}
