import { VendorError } from '@api-repack/core';

/** The credits of one run, and their limit. */
export class Spending {
  readonly #limit: number;
  #credits = 0;

  constructor(limit = Number.POSITIVE_INFINITY) {
    this.#limit = limit;
  }

  /** Upper bound of the credits spent. */
  get credits(): number {
    return this.#credits;
  }

  /**
   * Counts a call before it is sent. Resolves to what takes it back, for a call that was not charged.
   *
   * @throws VendorError of kind `quota` if it would go beyond the limit.
   */
  reserve(credits: number, where: { readonly vendor: string; readonly endpoint: string }): () => void {
    if (this.#credits + credits > this.#limit)
      throw new VendorError('quota', `the spend limit of ${this.#limit} credits would be exceeded`, {
        ...where,
        sent: false,
        charged: 'no',
        hint: `${this.#credits} credits are spent, this takes ${credits} more: raise --spend-limit`,
      });
    this.#credits += credits;
    return () => {
      this.#credits -= credits;
    };
  }
}
