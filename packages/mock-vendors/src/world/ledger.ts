/** One movement of credits. */
export interface LedgerEntry {
  readonly at: number;
  readonly vendor: string;
  readonly account: string;
  /** Credits taken, or given back if negative. */
  readonly credits: number;
  /** Endpoint that charged. */
  readonly endpoint: string;
  /** Id of the task or object paid for. */
  readonly reference: string;
}

export class Ledger {
  state: LedgerEntry[] = [];

  record(entry: LedgerEntry): void {
    this.state.push(entry);
  }

  get entries(): readonly LedgerEntry[] {
    return this.state;
  }

  /** All credits taken, of one vendor or one account if named. */
  cost({ vendor, account }: { vendor?: string; account?: string } = {}): number {
    return this.state
      .filter(
        (entry) => (vendor ?? entry.vendor) === entry.vendor && (account ?? entry.account) === entry.account,
      )
      .reduce((sum, { credits }) => sum + credits, 0);
  }
}
