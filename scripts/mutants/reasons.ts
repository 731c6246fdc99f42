import type { Mutant } from './mutate.ts';

/** Why a mutant may survive, by where it is; the first that fits. */
const reasons: readonly {
  readonly where: RegExp;
  readonly kind?: Mutant['kind'];
  readonly reason: string;
}[] = [
  { where: /settings\.ts$/, reason: 'a default that no manual fixes: users set it' },
  {
    where: /fangtang\/pictures\.ts$/,
    reason: 'how long expired pictures stay in memory, which no answer shows',
  },
  { where: /fangtang\/find-picture\.ts$/, reason: 'no answer shows it: a picture always has a task' },
  { where: /state\.ts$/, reason: 'demo data of a fresh world' },
  { where: /sources?\.ts$/, reason: 'limits of fetching pictures, which the manuals leave open' },
  { where: /./, kind: 'text', reason: 'a text that nobody documents' },
  { where: /./, kind: 'number', reason: 'a bound that is not documented, or one that no test is at' },
];

export const reasonFor = ({ file, kind }: Mutant): string =>
  reasons.find((one) => one.where.test(file) && (one.kind ?? kind) === kind)?.reason ??
  'not explained: a test is missing';
