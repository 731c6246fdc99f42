import { writeFileSync } from 'node:fs';
import { describeErrors } from '../engine/catalogue.ts';
import { seedExample } from '../seed/seed-example.ts';
import { removeLeftovers } from '../storage/temporary-folder.ts';
import { mockVendors } from '../vendors.ts';
import { version } from '../version.ts';
import { help, readCommandLine } from './command-line.ts';
import { explainListenError } from './explain-listen-error.ts';
import { greeting, greetingJson } from './greeting.ts';
import { serve } from './serve.ts';
import { UsageError } from './usage-error.ts';

export const main = (): Promise<void> =>
  run().catch((error: Error) => {
    console.error(error instanceof UsageError ? `mock-vendors: ${error.message}` : error);
    process.exitCode = 1;
  });

type SeparateCommand = (args: readonly string[]) => Promise<number>;

/** With options of their own. Loaded by those who need them; each resolves to the exit status. */
const separateCommands: Readonly<Record<string, SeparateCommand>> = {
  audit: async (args) => (await import('../audit/command.ts')).auditCommand('audit', args),
  replay: async (args) => (await import('../audit/command.ts')).auditCommand('replay', args),
  record: async (args) => (await import('../record/command.ts')).recordCommand('record', args),
  'replay-fixtures': async (args) =>
    (await import('../record/command.ts')).recordCommand('replay-fixtures', args),
  drift: async (args) => (await import('../record/command.ts')).recordCommand('drift', args),
  assume: async (args) => (await import('../evidence/command.ts')).assumeCommand(args),
  mcp: async (args) => (await import('../mcp/command.ts')).mcpCommand(args),
  contract: async (args) => (await import('../contract/command.ts')).contractCommand(args),
};

async function run(): Promise<void> {
  const [name = '', ...rest] = process.argv.slice(2);
  const separate = separateCommands[name];
  if (separate) {
    process.exitCode = await separate(rest);
    return;
  }
  const command = readCommandLine(process.argv.slice(2));
  if (command.does === 'help') return void process.stdout.write(help);
  if (command.does === 'version') return console.log(version());
  if (command.does === 'errors') return console.log(command.vendors.map(describeErrors).join('\n'));
  if (command.does === 'init') return init(command.file);
  if (command.does === 'run') {
    const { runCommand } = await import('./run-command.ts');
    process.exitCode = await runCommand(command.command, command.options).catch((error) => {
      throw explainListenError(error, command.options);
    });
    return;
  }
  const { options, json, watch } = command;
  removeLeftovers();
  const server = await serve(watch ? { ...options, watch: warnOfSeed } : options).catch((error) => {
    throw explainListenError(error, options);
  });
  const { vendors = mockVendors } = options;
  // Before the greeting: whoever reads it may stop this program at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
  console.log(json ? greetingJson(server, vendors) : greeting(server, vendors));
}

function init(file: string): void {
  try {
    writeFileSync(file, seedExample, { flag: 'wx' });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new UsageError(
      isThere
        ? `${file} is there already: give another name`
        : `cannot write ${file}: ${(error as Error).message}`,
    );
  }
  console.log(`${file} is written: start the mocks with --seed-file ${file} --watch`);
}

function warnOfSeed(error?: Error): void {
  if (error) console.error(`mock-vendors: nothing changed, the seed is wrong\n${error.message}`);
  else console.error('mock-vendors: reloaded from the seed file');
}
