import { describeCost } from '@api-repack/core';
import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import { parametersOf, sourceParameters, takesPictures } from '../command/parameters.ts';
import { badInput, type HttpError } from '../http-error.ts';
import { entriesOf } from '../input.ts';
import type { Catalogue, Operation } from '../operation.ts';
import { type Json, jsonSchema } from '../service/openapi-bodies.ts';
import { similar } from '../usage-error.ts';
import { catalogues } from '../vendors.ts';

export interface PictureTool {
  readonly name: string;
  readonly catalogue: Catalogue;
  readonly operation: Operation;
}

const toolName = ({ name }: Catalogue, operation: Operation): string =>
  `${name}_${operation.name}`.replaceAll('-', '_');

const ownOperations = catalogues.flatMap((catalogue) =>
  catalogue.operations
    .filter(({ isEndpoint }) => !isEndpoint)
    .map((operation) => ({ name: toolName(catalogue, operation), catalogue, operation })),
);

/** One for each operation that makes a picture of a picture. */
export const pictureTools: readonly PictureTool[] = ownOperations.filter(({ operation }) =>
  takesPictures(operation),
);

const balanceNames = ['balance', 'credit'];

/** Those that read how many credits are left, by vendor. */
export const balances: ReadonlyMap<string, PictureTool> = new Map(
  ownOperations
    .filter(({ operation }) => balanceNames.includes(operation.name))
    .map((tool) => [tool.catalogue.name, tool]),
);

/** Other ways to name a picture. */
const sources = [...sourceParameters, 'mdf', 'resource_id'];

/** What an agent may set beside the picture: neither credentials nor other files, such as a mask. */
export function settingsSchema(operation: Operation): Readonly<Record<string, Json>> {
  const { properties = {} } = jsonSchema(operation.input, 'input') as { properties?: Record<string, Json> };
  const names = parametersOf(operation).filter((name) => !sources.includes(name));
  const known = names.map((name) => [name, properties[name] ?? {}] as const);
  return Object.fromEntries(known.filter(([, { format }]) => format !== 'binary'));
}

/** True by test: an agent's program may decide by them whether to ask its user. */
const hints = {
  paying: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  reading: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  thinking: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
} as const;

function describe({ name, catalogue, operation }: PictureTool): Tool {
  const entries = entriesOf(operation.input);
  const ways = [
    ...('image_file' in entries ? ['absolute path of a file in an allowed folder'] : []),
    ...('image_url' in entries ? ['public http or https URL'] : []),
  ];
  const price = operation.cost ? describeCost(operation.cost) : 'costs credits';
  return {
    name,
    title: `${catalogue.displayName}: ${operation.summary}`,
    description: `${operation.summary}. Price: ${price}. The same picture with the same settings is paid for once, also if the call is repeated.`,
    annotations: hints.paying,
    inputSchema: {
      type: 'object',
      properties: {
        picture: { type: 'string', description: `The picture: ${ways.join(', or ')}` },
        ...settingsSchema(operation),
      },
      required: ['picture', ...requiredOf(operation)],
      additionalProperties: false,
    },
  };
}

function requiredOf(operation: Operation): string[] {
  const { required = [] } = jsonSchema(operation.input, 'input') as { required?: string[] };
  return required.filter((name) => name in settingsSchema(operation));
}

const toolField = {
  type: 'string',
  enum: pictureTools.map(({ name }) => name),
  description: 'Name of the tool that pays',
};

const quote: Tool = {
  name: 'quote',
  description: 'The price of a call in credits, and how many credits may still be spent. Sends nothing.',
  annotations: hints.thinking,
  inputSchema: {
    type: 'object',
    properties: {
      tool: toolField,
      settings: { type: 'object', description: 'Settings as the tool takes them, without the picture' },
    },
    required: ['tool'],
    additionalProperties: false,
  },
};

const balance: Tool = {
  name: 'balance',
  description: 'How many credits are left in the account at a vendor. Free.',
  annotations: hints.reading,
  inputSchema: {
    type: 'object',
    properties: { vendor: { type: 'string', enum: [...balances.keys()], description: 'The vendor' } },
    required: ['vendor'],
    additionalProperties: false,
  },
};

const resume: Tool = {
  name: 'resume',
  description:
    'Fetches the result of a call that was paid for and failed afterwards, at no charge, by the ids in its error.',
  annotations: hints.paying,
  inputSchema: {
    type: 'object',
    properties: { tool: toolField, ids: { type: 'object', description: 'As the error had them' } },
    required: ['tool', 'ids'],
    additionalProperties: false,
  },
};

export const tools: readonly Tool[] = [...pictureTools.map(describe), quote, balance, resume];

/** @throws HttpError if a tool has no argument of a name, or lacks one that it needs. */
export function checkNames(tool: string, values: Readonly<Record<string, unknown>>): void {
  const { properties = {}, required = [] } = tools.find(({ name }) => name === tool)?.inputSchema ?? {};
  const known = Object.keys(properties);
  const unknown = Object.keys(values).find((name) => !known.includes(name));
  if (unknown !== undefined && known.length > 0) throw unknownName(unknown, known);
  const missing = required.find((name) => (values[name] ?? undefined) === undefined);
  if (missing !== undefined) throw badInput(`${missing}: is missing`, descriptionOf(properties[missing]));
}

export function unknownName(name: string, known: readonly string[]): HttpError {
  const shown = /^[\w-]{1,40}$/.test(name) ? name : 'an argument';
  return badInput(`${shown}: unknown; ${similar(name, known)}`);
}

const descriptionOf = (schema: object = {}): string | undefined =>
  'description' in schema ? String(schema.description) : undefined;
