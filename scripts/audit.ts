// npm run audit: holds this repository to its own rules. Words select subjects by name, as in `npm run audit gateway restore`.
import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { subjects } from './audit/subjects.ts';
import { add, inWords, nothing, type Result, type Sum } from './audit/sum.ts';
import type { Job } from './audit/worker.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** How many pairs of faults to try for each subject. */
    pairs: { type: 'string', default: '0' },
    seed: { type: 'string', default: 'audit' },
    /** Processes at the same time. */
    jobs: { type: 'string', default: String(availableParallelism()) },
  },
});

const names = subjects.map(({ name }) => name);
const queue = names.filter((name) => positionals.every((word) => name.includes(word)));
const sums = new Map<string, Sum>();

function note(name: string, { sum, lines }: Result): void {
  for (const line of lines) console.log(line);
  const [area = ''] = name.split(' ');
  sums.set(area, add(sums.get(area) ?? nothing, sum));
}

const worker = fileURLToPath(new URL('audit/worker.ts', import.meta.url));

/** Takes one subject after the other, until none is left. */
async function work(): Promise<void> {
  const child = fork(worker);
  for (let name = queue.shift(); name !== undefined; name = queue.shift())
    note(name, await resultFrom(child, { name, budget: Number(values.pairs), seed: values.seed }));
  child.disconnect();
}

function resultFrom(child: ChildProcess, job: Job): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const stop = (code: number | null) => reject(new Error(`${job.name}: its process ended with ${code}`));
  child.once('exit', stop);
  child.once('message', (result) => {
    child.off('exit', stop);
    resolve(result as Result);
  });
  child.send(job);
  return promise;
}

await Promise.all(Array.from({ length: Math.min(Number(values.jobs), queue.length) }, work));
for (const [area, sum] of sums) console.log(`All of ${area}: ${inWords(sum)}`);
process.exit([...sums.values()].some(({ violations }) => violations > 0) ? 1 : 0);
