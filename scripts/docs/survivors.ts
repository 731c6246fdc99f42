import { reasons } from '../mutants/reasons.ts';

/** In a table, where a bar would begin the next column. */
const code = (text: string): string => {
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${text.replaceAll('|', '\\|')}${fence}`;
};

/** Which changes of the mocks nobody notices, and why. */
export const survivorsTable = (): string =>
  [
    '| file | change of | why nobody notices it |',
    '| --- | --- | --- |',
    ...Object.entries(reasons).flatMap(([file, changes]) =>
      Object.entries(changes).map(([change, reason]) => {
        const [kind = '', ...words] = change.split(' ');
        return `| \`${file}\` | the ${kind} ${code(words.join(' '))} | ${reason} |`;
      }),
    ),
  ].join('\n');
