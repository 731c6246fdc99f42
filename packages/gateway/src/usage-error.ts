/** A wrong argument or setting. The message says what to change. Nothing was sent. */
export class UsageError extends Error {
  readonly charged = 'no';
}

/** A hint for an unknown name: the known name that it resembles, or all of them. */
export function similar(text: string, known: readonly string[]): string {
  const [closest] = known
    .map((name) => ({ name, changes: distance(name, text) }))
    .filter(({ changes }) => changes <= 2)
    .sort((a, b) => a.changes - b.changes);
  return closest ? `did you mean ${closest.name}?` : `known: ${known.join(', ')}`;
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
