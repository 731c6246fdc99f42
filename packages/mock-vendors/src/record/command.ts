import { once } from 'node:events';
import { UsageError } from '../cli/usage-error.ts';
import type { MockVendor } from '../engine/mock-vendor.ts';
import { mockVendors } from '../vendors.ts';
import { type RecordCommand, type RecordVerb, readRecordCommand, recordHelp } from './command-line.ts';
import { findDrift } from './drift.ts';
import { renderDrift, writeDrift } from './drift-report.ts';
import { RecordError } from './record-error.ts';
import { openRecordProxy } from './record-proxy.ts';
import { createFolder, readFolder, writeExchange } from './recording-folder.ts';
import { serveRecording } from './replay-server.ts';

const exitOfDifferences = 1;
const exitWithoutResult = 2;

/** `mock-vendors record`, `replay-fixtures` and `drift`. Resolves to the exit status. */
export async function recordCommand(verb: RecordVerb, args: readonly string[]): Promise<number> {
  try {
    return await run(readRecordCommand(verb, args));
  } catch (error) {
    if (!(error instanceof RecordError || error instanceof UsageError)) throw error;
    process.stderr.write(`mock-vendors: ${error.message}\n`);
    return exitWithoutResult;
  }
}

async function run(command: RecordCommand): Promise<number> {
  if (command.does === 'record') return record(command);
  if (command.does === 'replay-fixtures') return replay(command);
  if (command.does === 'drift') return drift(command);
  process.stdout.write(recordHelp);
  return 0;
}

type Of<Verb extends RecordVerb> = Extract<RecordCommand, { readonly does: Verb }>;

async function record({ vendor, target, out, port }: Of<'record'>): Promise<number> {
  createFolder(out);
  let count = 0;
  const proxy = await openRecordProxy({
    mock: mockVendors.find(({ name }) => name === vendor) as MockVendor,
    target,
    port,
    onExchange: (exchange) => {
      count++;
      writeExchange(out, exchange);
      process.stderr.write(`${exchange.n} ${exchange.endpoint} ${exchange.response.status}\n`);
    },
    onLost: (reason) => process.stderr.write(`no answer: ${reason}\n`),
  }).catch(explain);
  await untilStopped(`${vendor} at ${proxy.origin} is passed on to ${target}. Ctrl-C ends the recording.`);
  await proxy.close();
  process.stdout.write(`${count} exchanges are in ${out}\n`);
  return 0;
}

async function replay({ folder, port }: Of<'replay-fixtures'>): Promise<number> {
  const recording = readFolder(folder);
  const server = await serveRecording(recording, port).catch(explain);
  const [{ vendor }] = recording.exchanges;
  await untilStopped(`${vendor} as recorded is at ${server.origin}. Ctrl-C ends it.`);
  await server.close();
  return 0;
}

async function drift({ folder, report: page, json }: Of<'drift'>): Promise<number> {
  const report = await findDrift(readFolder(folder));
  const written = page === undefined ? undefined : writeDrift(page, report);
  process.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : `${renderDrift(report)}\n`);
  if (written !== undefined && !json) process.stdout.write(`Details: ${written}\n`);
  return report.differences.length > 0 || report.timing?.differs ? exitOfDifferences : 0;
}

/** Listens before it says that it can be stopped: whoever reads that may do so at once. */
async function untilStopped(greeting: string): Promise<void> {
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  process.stdout.write(`${greeting}\n`);
  await stopped;
}

function explain(error: NodeJS.ErrnoException): never {
  if (error.code !== 'EADDRINUSE') throw error;
  throw new UsageError('the port is taken: choose another --port (0 takes any free one)');
}
