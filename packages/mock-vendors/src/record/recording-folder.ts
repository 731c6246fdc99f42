import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RecordError } from './record-error.ts';
import { type RecordedExchange, recordingFormat, recordingVersion } from './recorded.ts';

export interface Recording {
  readonly exchanges: readonly [RecordedExchange, ...RecordedExchange[]];
  /** Names of files that hold no exchange. */
  readonly foreign: readonly string[];
}

/** @throws RecordError if the folder has files already: two recordings in one would be one story. */
export function createFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).length > 0)
    throw new RecordError('folder', `${folder} is not empty: give a new folder`);
}

export function writeExchange(folder: string, exchange: RecordedExchange): void {
  const name = `${String(exchange.n).padStart(5, '0')}.${exchange.endpoint}.json`;
  writeFileSync(join(folder, name), `${JSON.stringify(exchange, undefined, 2)}\n`);
}

/** @throws RecordError if there is no exchange, or one of another version or vendor. */
export function readFolder(folder: string): Recording {
  const exchanges: RecordedExchange[] = [];
  const foreign: string[] = [];
  for (const name of namesIn(folder)) {
    const exchange = readExchange(folder, name);
    if (exchange) exchanges.push(exchange);
    else foreign.push(name);
  }
  exchanges.sort((a, b) => a.n - b.n);
  const [first, ...rest] = exchanges;
  if (!first)
    throw new RecordError('folder', `${folder} has no exchanges: record some with mock-vendors record`);
  const other = rest.find(({ vendor, target }) => vendor !== first.vendor || target !== first.target);
  if (other)
    throw new RecordError(
      'folder',
      `${folder} has exchanges of ${first.vendor} at ${first.target} and of ${other.vendor} at ${other.target}: give each a folder`,
    );
  return { exchanges: [first, ...rest], foreign };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      .sort();
  } catch (error) {
    throw new RecordError('folder', `${folder} cannot be read: ${(error as Error).message}`);
  }
}

function readExchange(folder: string, name: string): RecordedExchange | undefined {
  if (!name.endsWith('.json')) return undefined;
  const found = parseFile(join(folder, name)) as Partial<RecordedExchange> | undefined;
  if (found?.format !== recordingFormat) return undefined;
  if (found.version !== recordingVersion)
    throw new RecordError(
      'version',
      `${name} has version ${found.version}, and this program reads ${recordingVersion}: record again`,
    );
  const { vendor, endpoint, request, response, n, at } = found;
  const isWhole =
    typeof vendor === 'string' &&
    typeof endpoint === 'string' &&
    typeof n === 'number' &&
    typeof at === 'number' &&
    typeof request?.url === 'string' &&
    typeof response?.status === 'number';
  if (!isWhole) throw new RecordError('exchange', `${name} is damaged: leave it out, or record again`);
  return found as RecordedExchange;
}

function parseFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
