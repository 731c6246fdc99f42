import { VendorError } from '@api-repack/core';

/** The credits that a program spends until it ends, and their limit. */
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

  /** What may still be spent. */
  get left(): number {
    return this.#limit - this.#credits;
  }

  /**
   * Counts a call before it is sent. Returns what takes it back, for a call that was not charged. Where the price is
   * unknown, a call fits no limit.
   *
   * @throws VendorError of kind `quota` if it would go beyond the limit.
   */
  reserve(
    credits: number | undefined,
    where: { readonly vendor: string; readonly endpoint: string },
  ): () => void {
    const isLimited = this.#limit !== Number.POSITIVE_INFINITY;
    if (credits === undefined ? isLimited : credits > this.left)
      throw new VendorError('quota', `the spend limit of ${this.#limit} credits would be exceeded`, {
        ...where,
        sent: false,
        charged: 'no',
        hint:
          credits === undefined
            ? 'The vendor does not publish the price of this operation: use it without --spend-limit'
            : `${this.#credits} credits are spent, this takes ${credits} more: raise --spend-limit`,
      });
    const reserved = credits ?? 0;
    this.#credits += reserved;
    return () => {
      this.#credits -= reserved;
    };
  }
}
