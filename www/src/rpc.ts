// The page's end of the worker: one promise per request. A worker whose module stopped is replaced by the
// next request, so that a script that cannot start does not start for ever.
import { spawn } from '$spawn';
import { problem } from './engine/failure';
import type { Answer, Ask, Kind, Progress, Reply, Request, Response } from './worker/messages';

interface Waiting {
  resolve(reply: Reply<Answer<Kind>>): void;
  report: ((progress: Progress) => void) | undefined;
}

export class Engine {
  #worker: Worker | null = null;
  #waiting = new Map<number, Waiting>();
  #last = 0;

  /** Never rejects: what goes wrong is in the reply. */
  call<K extends Kind>(kind: K, ask: Ask<K>, report?: (progress: Progress) => void): Promise<Reply<Answer<K>>> {
    const id = ++this.#last;
    return new Promise((resolve) => {
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], report });
      this.#worker ??= this.#start();
      this.#worker.postMessage({ id, kind, ask } as Request);
    });
  }

  #start(): Worker {
    const worker = spawn();
    worker.addEventListener('message', (event: MessageEvent<Response>) => this.#receive(event.data));
    worker.addEventListener('error', (event) => this.#lost(event.message || 'error'));
    return worker;
  }

  #receive(response: Response): void {
    const waiting = this.#waiting.get(response.id);
    if (waiting === undefined) return;
    if (response.kind === 'progress') return waiting.report?.(response.progress);
    this.#waiting.delete(response.id);
    waiting.resolve(response.reply);
    if (!response.reply.ok && !response.reply.cancelled && response.reply.fatal) this.#lost('stopped');
  }

  /** Whoever still waits is told; the next request meets a fresh worker. */
  #lost(why: string): void {
    this.#worker?.terminate();
    this.#worker = null;
    const left = [...this.#waiting.values()];
    this.#waiting.clear();
    const diagnostics = [problem('worker', { en: `the worker ended: ${why}`, 'zh-CN': `工作线程已结束：${why}` })];
    for (const { resolve } of left) resolve({ ok: false, cancelled: false, fatal: true, diagnostics });
  }
}
