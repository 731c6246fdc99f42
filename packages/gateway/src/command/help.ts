import { describeCost } from '@api-repack/core';
import type { Catalogue, Operation } from '../operation.ts';
import { jsonSchema } from '../service/openapi-bodies.ts';
import { flagOf, settings, variableOf } from '../settings.ts';
import { catalogues } from '../vendors.ts';
import { flagFor, parametersOf, sourceParameters, takesPictures } from './parameters.ts';

export function help(): string {
  const flags = Object.entries(settings).map(([name, setting]) => {
    const text = 'defaultText' in setting ? setting.defaultText : String(setting.default);
    return row(`--${flagOf(name)}`, `${setting.description}${text ? ` (${text})` : ''}; ${variableOf(name)}`);
  });
  const vendors = catalogues.map(({ name, displayName }) => row(name, displayName));
  return `api-repack [serve] [flags]                      serve all operations over HTTP
api-repack <vendor> <operation> [pictures] --out <folder>
                                                process pictures, each paid once
api-repack <vendor>                             list the operations of a vendor
api-repack <vendor> <operation> --help          list the parameters of an operation
api-repack mcp --out <folder> [--allow <folder>] [--spend-limit <credits>] [--http <port>]
                                                serve the operations to agents as MCP tools
api-repack --version                            say which version this is

Vendors
${vendors.join('')}
Flags of the service; the same in the environment, or in a JSON file named by --config
${flags.join('')}`;
}

export function listOperations({ name, operations }: Catalogue): string {
  const rows = operations.map((operation) => row(operation.name, operation.summary + priceOf(operation)));
  return `api-repack ${name} <operation>\n\n${rows.join('')}`;
}

export function helpFor({ name }: Catalogue, operation: Operation): string {
  const { properties = {} } = jsonSchema(operation.input, 'input') as {
    properties?: Record<string, unknown>;
  };
  const parameters = settingsOf(operation).map((parameter) =>
    parameterRow(flagFor(parameter), properties[parameter]),
  );
  return `api-repack ${name} ${operation.name}: ${operation.summary}${priceOf(operation)}

${parameters.join('')}
${takesPictures(operation) ? pictureRows() : onceRows(operation)}\
${row('--mock', 'start mock vendors and use them, at no charge')}\
${row('--mock-url', 'use mock vendors that run already, by the address of their control API')}\
${row('--base-url', 'where a vendor is, as vendor=url')}\
${row('--env-file', 'file with the credentials')}`;
}

const pictureRows = (): string =>
  row('--out', 'folder for the results; it also keeps the records of what is paid') +
  row('--parallel', 'pictures in progress at once (4)') +
  row('--no-recursive', 'leave out the folders in a folder') +
  row('--spend-limit', 'credits that this run may spend; it stops before it would spend more') +
  row('--dry-run', 'say what would be paid, and send nothing') +
  row('--again', 'pay again where it is not known whether it was paid, or what was paid for is gone') +
  row('--json', 'write what became of each picture to standard output, as JSON') +
  row('--quiet', 'show only what failed') +
  row('-', 'as a picture: read a list of files from standard input, one a line');

const onceRows = ({ charges }: Operation): string =>
  charges ? '  Each time the command is started, it pays: there are no records of it.\n' : '';

/** Pictures are named without a flag. */
const settingsOf = (operation: Operation): string[] =>
  parametersOf(operation).filter((name) => !sourceParameters.includes(name));

function priceOf({ charges, cost }: Operation): string {
  if (!charges) return '';
  return cost ? ` (${describeCost(cost)})` : ' (costs credits)';
}

interface JsonSchema {
  readonly type?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: unknown;
  readonly default?: unknown;
  readonly description?: string;
}

function parameterRow(name: string, schema: unknown): string {
  const { description } = (schema ?? {}) as JsonSchema;
  return row(`--${name}`, [description, valuesOf(schema)].filter(Boolean).join('; '));
}

function valuesOf(schema: unknown): string {
  const { type, enum: values, items, default: value } = (schema ?? {}) as JsonSchema;
  const shown = value === undefined ? '' : ` (${value})`;
  if (items) return `one or more, with commas: ${valuesOf(items)}`;
  return `${values ? values.join(', ') : (type ?? 'file')}${shown}`;
}

const row = (name: string, text: string): string => `  ${name.padEnd(22)} ${text}\n`;
