import { isVendorError } from '@api-repack/core';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ListToolsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { Failure } from '../command/process-picture.ts';
import { HttpError } from '../http-error.ts';
import { failureResponse } from '../service/failure.ts';
import { UsageError } from '../usage-error.ts';
import { previewOf } from './preview.ts';
import { type Done, type Session, toolNamed } from './session.ts';
import { checkNames, tools } from './tools.ts';

const instructions =
  'Tools that cost credits pay once for the same picture with the same settings: after a timeout, call again with the same arguments. An error says in `charged` whether it was paid, and in `hint` what to do.';

/** One connection of an agent's program. */
export function createServer(session: Session, version: string, onBug: (error: unknown) => void): Server {
  const server = new Server({ name: 'api-repack', version }, { capabilities: { tools: {} }, instructions });
  server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: [...tools] }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params: { name, arguments: values = {} } }) => {
    try {
      return await resultOf(await call(session, name, values));
    } catch (error) {
      if (!isExpected(error)) onBug(error);
      return failed(errorFor(error));
    }
  });
  return server;
}

async function call(session: Session, name: string, values: Record<string, unknown>): Promise<Done> {
  checkNames(name, values);
  if (name === 'quote') return session.quote(toolNamed(values.tool), values);
  if (name === 'balance') return session.balance(values.vendor);
  if (name === 'resume') return session.resume(toolNamed(values.tool), values.ids);
  return session.process(toolNamed(name), values);
}

async function resultOf({ facts, path }: Done): Promise<CallToolResult> {
  if ('error' in facts) return failed(forAgent(facts.error as Failure));
  const preview = path === undefined ? undefined : await previewOf(path);
  return {
    content: [
      { type: 'text', text: JSON.stringify(facts) },
      ...(preview ? [{ type: 'image' as const, ...preview }] : []),
    ],
    structuredContent: { ...facts },
  };
}

const failed = (error: object): CallToolResult => ({
  isError: true,
  content: [{ type: 'text', text: JSON.stringify({ error }) }],
  structuredContent: { error },
});

const byPerson =
  'A person can check the balance, and pay again with the command api-repack and its flag --again';

const nextStep: Readonly<Record<Failure['state'], string | undefined>> = {
  failed: undefined,
  unfetched: 'Call the tool again with the same arguments: it fetches the result at no charge',
  doubtful: `Nobody knows whether this was paid, and it is not sent again. ${byPerson}`,
  expired: `The vendor no longer keeps the result. ${byPerson}`,
};

function forAgent({ state, kind, reason, hint, charged, ids, operation }: Failure): object {
  return {
    kind,
    message: reason,
    hint: nextStep[state] ?? hint ?? null,
    charged,
    ids: ids ?? null,
    operation,
  };
}

const isExpected = (error: unknown): boolean =>
  error instanceof HttpError || error instanceof UsageError || isVendorError(error);

function errorFor(error: unknown): object {
  if (error instanceof UsageError)
    return { kind: 'bad-input', message: error.message, hint: null, charged: 'no' };
  return failureResponse(error).failure;
}
