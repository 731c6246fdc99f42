import { UnfitRecord } from './errors.ts';
import type { AggregateName } from './sql-query.ts';

/** Adds up one column over all records. */
export class Aggregate {
  readonly #name: AggregateName;
  #count = 0;
  #sum = 0;
  #best: number | undefined;

  constructor(name: AggregateName) {
    this.#name = name;
  }

  /** Null is left out, save for `count(*)`. */
  add(value: unknown): void {
    if (this.#name === 'count') {
      this.#count++;
      return;
    }
    if (value === null) return;
    if (typeof value !== 'number') throw new UnfitRecord();
    this.#count++;
    this.#sum += value;
    this.#best =
      this.#name === 'max' ? Math.max(value, this.#best ?? value) : Math.min(value, this.#best ?? value);
  }

  get result(): number | null {
    switch (this.#name) {
      case 'count':
        return this.#count;
      case 'sum':
        return this.#count === 0 ? null : this.#sum;
      case 'avg':
        return this.#count === 0 ? null : this.#sum / this.#count;
      default:
        return this.#best ?? null;
    }
  }
}
