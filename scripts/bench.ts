// Runs the benches of all packages, or only those whose file the command line names: pnpm bench gateway upload
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

interface Bench {
  readonly name: string;
  /** Prints a table of ratios measured in this run: numbers of other machines and days say little. */
  run(): Promise<void>;
}

const words = process.argv.slice(2);
const files = globSync('packages/{*,n8n-nodes/*}/bench/*.ts')
  .sort()
  // Beside benches there are programs that they start.
  .filter((file) => /^export const name\b/m.test(readFileSync(file, 'utf8')))
  .filter((file) => words.every((word) => file.includes(word)));

if (files.length === 0) {
  console.error(`No bench has ${words.join(' and ')} in its path.`);
  process.exit(1);
}

for (const file of files) {
  const { name, run }: Bench = await import(resolve(file));
  console.log(`\n${name}\n`);
  await run();
}
