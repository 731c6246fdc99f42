import type { INode, IWorkflowSettings } from 'n8n-workflow';
import { expect } from 'vitest';
import { demoCredentials } from '../host/demo.ts';
import type { Lab } from '../host/lab.ts';
import type { Server } from '../host/n8n.ts';
import { until } from '../host/program.ts';
import type { Rest, Saved } from '../host/rest.ts';

/** An n8n whose workflows are started by calls. */
export interface Site {
  readonly server: Server;
  readonly rest: Rest;
  /** By type. */
  readonly credentials: Readonly<Record<string, Saved>>;
}

export type Step = Pick<INode, 'name' | 'type' | 'typeVersion' | 'parameters'> & {
  /** Type of the credential that it wants. */
  readonly credential?: string;
};

export interface Published {
  readonly path: string;
  /** One after the other. */
  readonly steps: readonly Step[];
  /** Further parameters of the webhook. */
  readonly webhook?: INode['parameters'];
  readonly settings?: IWorkflowSettings;
}

/** Those of the mocks. */
export async function saveCredentials(rest: Rest, { mocks }: Lab): Promise<Record<string, Saved>> {
  const credentials: Record<string, Saved> = {};
  for (const demo of demoCredentials(mocks))
    credentials[demo.type] = await rest.post<Saved>('/credentials', demo);
  return credentials;
}

/** Makes a workflow that begins with a webhook, and returns its id. */
export async function publish(site: Site, { path, steps, webhook, settings }: Published): Promise<string> {
  const { rest, server, credentials } = site;
  const first: Step = {
    name: 'Webhook',
    type: 'n8n-nodes-base.webhook',
    typeVersion: 2,
    parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {}, ...webhook },
  };
  const nodes = [first, ...steps].map((step, index) => ({
    ...step,
    id: step.name,
    position: [220 * index, 0],
    ...(step === first && { webhookId: path }),
    ...(step.credential && { credentials: { [step.credential]: credentials[step.credential] } }),
  }));
  const connections = Object.fromEntries(
    steps.map(({ name }, index) => [
      nodes[index]?.name,
      { main: [[{ node: name, type: 'main', index: 0 }]] },
    ]),
  );
  const workflow = { name: path, nodes, connections, settings: { executionOrder: 'v1', ...settings } };
  const { id, versionId } = await rest.post<Saved & { versionId: string }>('/workflows', workflow);
  await rest.post(`/workflows/${id}/activate`, { versionId });
  await until(`the webhook ${path}`, async () => {
    const headers = { origin: 'null' };
    const response = await fetch(`${server.url}/webhook/${path}`, { method: 'OPTIONS', headers });
    return response.headers.get('access-control-allow-methods')?.includes('POST') || undefined;
  });
  return id;
}

/** Calls a webhook with JSON or a picture. */
export async function send({ server }: Site, path: string, body: string | Buffer): Promise<string> {
  const type = typeof body === 'string' ? 'application/json' : 'image/png';
  const response = await fetch(`${server.url}/webhook/${path}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return text;
}

export async function count({ rest }: Site, workflowId: string, ...status: string[]): Promise<number> {
  const query = new URLSearchParams({ filter: JSON.stringify({ workflowId, status }), limit: '1' });
  const { results, count } = await rest.get<{ results: object[]; count: number }>(`/executions?${query}`);
  return Math.max(results.length, count);
}

/** How many executions ended in which way. */
export async function statuses(site: Site, workflowId: string): Promise<Record<string, number>> {
  const names = ['success', 'error', 'crashed', 'canceled'];
  const counts = await Promise.all(names.map(async (name) => [name, await count(site, workflowId, name)]));
  return Object.fromEntries(counts.filter(([, number]) => number !== 0));
}

export async function ended(site: Site, workflowId: string): Promise<void> {
  const look = async () => (await count(site, workflowId, 'new', 'running', 'waiting')) === 0 || undefined;
  await until('the end of all executions', look, { timeoutMs: 300_000 });
}
