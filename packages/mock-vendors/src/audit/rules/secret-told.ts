import type { Rule } from './rule.ts';

export const secretTold: Rule = {
  name: 'secret-told',
  summary: 'A credential stands in what the program says.',
  broken({ attempts, secrets }) {
    for (const { n, text } of attempts) {
      const secret = secrets.find((one) => text.includes(one));
      if (secret)
        return `revealed a secret of ${secret.length} characters, ${secret.slice(0, 4)}…, in start ${n}`;
    }
    return undefined;
  },
};
