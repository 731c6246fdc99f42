import { UsageError } from '../cli/usage-error.ts';
import { type ContractCommand, contractHelp, readContractCommand } from './command-line.ts';
import { ContractError } from './contract-error.ts';
import { runContract } from './run-contract.ts';
import { renderTable } from './table.ts';
import { writeReport } from './write-report.ts';

const exitOfDifferences = 1;
const exitWithoutResult = 2;

/** `mock-vendors contract`. Resolves to the exit status. */
export async function contractCommand(args: readonly string[]): Promise<number> {
  try {
    const command = readContractCommand(args, process.env);
    if (command) return await run(command);
    process.stdout.write(contractHelp);
    return 0;
  } catch (error) {
    if (!(error instanceof ContractError || error instanceof UsageError)) throw error;
    process.stderr.write(`mock-vendors: ${error.message}\n`);
    return exitWithoutResult;
  }
}

async function run({ options, report: folder, json }: ContractCommand): Promise<number> {
  const report = await runContract(options);
  const page = folder === undefined ? undefined : writeReport(folder, report);
  if (json) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  else process.stdout.write(`${renderTable(report, { color: process.stdout.isTTY })}\n`);
  if (page !== undefined && !json) process.stdout.write(`Details: ${page}\n`);
  return report.counts.differs > 0 ? exitOfDifferences : 0;
}
