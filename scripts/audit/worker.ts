// A process of the audit: gets subjects by name and answers with what came of them.
import { subjects } from './subjects.ts';
import { resultOf } from './sum.ts';

export interface Job {
  readonly name: string;
  readonly budget: number;
  readonly seed: string;
}

process.on('message', async ({ name, ...options }: Job) => {
  const subject = subjects.find((one) => one.name === name);
  if (!subject) throw new Error(`there is no subject ${name}`);
  process.send?.(await resultOf(subject, options));
});
process.on('disconnect', () => process.exit());
