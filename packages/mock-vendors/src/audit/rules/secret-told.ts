import type { Rule } from './rule.ts';

export const secretTold: Rule = {
  name: 'secret-told',
  summary: 'A credential stands in what the program says.',
  broken({ attempts, secrets }) {
    for (const { n, text } of attempts) {
      const told = secrets.find((secret) => text.includes(secret));
      if (told) return `told a secret of ${told.length} characters, ${told.slice(0, 4)}…, in start ${n}`;
    }
    return undefined;
  },
};
