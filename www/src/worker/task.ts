// What work knows of the request that it serves.
import type { Progress } from './messages';

/** Thrown by work that finds out that its result is no longer wanted. */
export class Cancelled extends Error {}

export interface Task {
  report(progress: Progress): void;
  /** Throws when a newer request of the same lane has come. */
  stillWanted(): void;
}
