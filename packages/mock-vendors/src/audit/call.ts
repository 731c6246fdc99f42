/** One call of a program, by its place among the calls of the same endpoint. */
export interface CallId {
  readonly vendor: string;
  readonly endpoint: string;
  /** 1 for the first call of this endpoint in a run. */
  readonly nth: number;
}

export const callName = ({ vendor, endpoint, nth }: CallId): string => `${vendor} ${endpoint} #${nth}`;

export const sameEndpoint = (a: Omit<CallId, 'nth'>, b: Omit<CallId, 'nth'>): boolean =>
  a.vendor === b.vendor && a.endpoint === b.endpoint;

/** Numbers calls within their endpoints, in the order in which they came. */
export function numbered<Call extends Omit<CallId, 'nth'>>(calls: readonly Call[]): (Call & CallId)[] {
  const counts = new Map<string, number>();
  return calls.map((call) => {
    const key = `${call.vendor} ${call.endpoint}`;
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    return { ...call, nth };
  });
}
