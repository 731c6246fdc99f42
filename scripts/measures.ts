// Counts what a vendor takes, how much source there is, and how many tests quote sentences: node scripts/measures.ts [folder].
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder = '.', vendor = 'lufff'] = process.argv.slice(2);
const files = execFileSync('git', ['ls-files'], { cwd: folder, encoding: 'utf8' }).trim().split('\n');
const text = (file: string): string => readFileSync(join(folder, file), 'utf8');
const lines = (names: readonly string[]): number =>
  names.reduce((sum, name) => sum + text(name).split('\n').length - 1, 0);

const isText = (file: string) => /\.(ts|mjs|js|json|md|css|html)$/.test(file);
const isTest = (file: string) => /(^|\/)(test|e2e|bench|host-tests|fixtures)\//.test(file);
const isGenerated = (file: string) =>
  /(pnpm-lock|CHANGELOG|^\.changeset|\/contracts\/|\/openapi\/.*\.json$)/.test(file);
const counted = files.filter((file) => isText(file) && !isGenerated(file));

const own = counted.filter((file) => file.toLowerCase().includes(vendor));
const elsewhere = counted.filter(
  (file) => !own.includes(file) && !/\.md$/.test(file) && new RegExp(vendor, 'i').test(text(file)),
);
const source = counted.filter(
  (file) => /^packages\/.*\.ts$/.test(file) && !isTest(file) && !/\.d\.ts$/.test(file),
);

/** A literal of four words or more that a test compares with what the product says. */
const sentence =
  /(?:toThrow|toMatch|toContain|toBe|toEqual|message:|reason:|hint:|description:|stringContaining|stringMatching)[^\n]*?(['"`/])(?:(?!\1)[^\n])*\w+ \w+ \w+ \w+(?:(?!\1)[^\n])*\1/g;
const quoting = counted
  .filter((file) => isTest(file) && file.endsWith('.test.ts'))
  .map((file) => text(file).match(sentence)?.length ?? 0);
/** Without comments, which may say "any". */
const code = (file: string): string =>
  text(file)
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    .replace(/`[^`]*`/g, '``');
const any = source.filter((file) => /: any\b|as any\b|<any>/.test(code(file))).length;
const asserted = source.filter((file) => /[\w)\]]!(\.|;|\)|,|\[)/.test(text(file))).length;

console.table({
  [`files of ${vendor}`]: own.length,
  [`lines of ${vendor}`]: lines(own),
  [`other files that name ${vendor}`]: elsewhere.length,
  'lines of source': lines(source),
  'tests that quote sentences': quoting.reduce((sum, count) => sum + count, 0),
  'files with any': any,
  'files with a non-null assertion': asserted,
});
