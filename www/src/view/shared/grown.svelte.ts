// A long list comes into the document a piece at a time: what a screen holds first, and the next piece after each frame.
import { afterPaint } from '../../frames';

export class Grown {
  #total: () => number;
  #first: number;
  #made = $state(0);

  /** Of a list of so many, as many at a time as a frame can lay out, fewer at first beside much else; made while a component is. */
  constructor(total: () => number, piece: number, first = piece) {
    this.#total = total;
    this.#first = first;
    this.#made = first;
    $effect(() => (this.growing ? afterPaint(() => (this.#made += piece)) : undefined));
  }

  /** How many stand in the document. */
  get count(): number {
    return Math.min(this.#made, this.#total());
  }

  get growing(): boolean {
    return this.count < this.#total();
  }

  /** Another list: its first piece, and so on. */
  again(): void {
    this.#made = this.#first;
  }
}
