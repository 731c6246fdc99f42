const turns = new WeakMap<object, Map<string, Promise<unknown>>>();

/** Runs works with the same owner and key one after the other. */
export async function inTurn<Result>(
  owner: object,
  key: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const ofOwner = turns.get(owner) ?? new Map<string, Promise<unknown>>();
  turns.set(owner, ofOwner);
  const before = ofOwner.get(key) ?? Promise.resolve();
  const turn = before.then(work, work);
  ofOwner.set(key, turn);
  try {
    return await turn;
  } finally {
    if (ofOwner.get(key) === turn) ofOwner.delete(key);
  }
}
