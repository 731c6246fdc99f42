/** Something the user typed or configured is wrong; the text says what to change, and nothing was done yet. */
export class UsageError extends Error {
  readonly charged = 'no';
}

/** The one that was probably meant, for a text nobody knows. */
export function similar(text: string, known: readonly string[]): string {
  const [closest] = known
    .map((name) => ({ name, changes: distance(name, text) }))
    .filter(({ changes }) => changes <= 2)
    .sort((a, b) => a.changes - b.changes);
  return closest ? `did you mean ${closest.name}?` : `known: ${known.join(', ')}`;
}

/** How many letters must be typed, left out or changed. */
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
