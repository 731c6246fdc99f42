/** `; did you mean status?` if a choice is like the word, and nothing otherwise. */
export function didYouMean(word: string, choices: readonly string[]): string {
  const [best] = choices
    .map((choice) => ({ choice, edits: edits(word.toLowerCase(), choice.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const isLike =
    best && best.edits <= Math.max(2, best.choice.length / 3) && best.edits < best.choice.length / 2;
  return isLike ? `; did you mean ${best.choice}?` : '';
}

const maxChoices = 20;

/** What to say of a word that is none of the choices. */
export function unknownWord(word: unknown, choices: readonly string[]): string {
  const hint = typeof word === 'string' ? didYouMean(word, choices) : '';
  if (hint && choices.length > maxChoices) return `is not known${hint}`;
  return `give one of ${choices.join(', ')}${hint}`;
}

/** How many letters must be added, removed or replaced. */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...from.slice(0, 60)].entries()) {
    const next = [i + 1];
    for (let j = 1; j < row.length; j++)
      next.push(
        Math.min(
          (row[j] as number) + 1,
          (next[j - 1] as number) + 1,
          (row[j - 1] as number) + (letter === to[j - 1] ? 0 : 1),
        ),
      );
    row = next;
  }
  return row.at(-1) as number;
}
