import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, openLab } from '../host/lab.ts';
import { startServer } from '../host/n8n.ts';
import { until } from '../host/program.ts';
import { login, type Saved } from '../host/rest.ts';
import { picture } from '../test/helpers/pictures.ts';
import { ended, publish, type Site, type Step, saveCredentials, send, statuses } from './webhooks.ts';

let lab: Lab;
let site: Site;
/** No two executions restore the same picture. */
let nextWidth = 16;

beforeAll(async () => {
  lab = await openLab();
  site = await startSite(async (rest) => saveCredentials(rest, lab));
});
afterAll(async () => {
  await site?.server.stop();
  await lab?.close();
});

const fangtang = (name: string, parameters: Step['parameters']): Step => ({
  name,
  type: 'n8n-nodes-fangtang.fangtang',
  typeVersion: 1,
  parameters,
  credential: 'fangtangApi',
});
const restore = fangtang('Restore', {
  operation: 'restore',
  options: { firstWait: 0, pollInterval: 0.2 },
});
const download = fangtang('Download', { operation: 'getResult', id: '={{ $json.body.id }}' });
const id = /^[0-9a-f]{32}$/;
const webhook = { options: { rawBody: true } };
const hang = { connection: 'hang', when: 'after' } as const;
const never = { task: 'never' } as const;

/** n8n keeps nothing of a node that it stops, so its log has to name what is paid for. */
const logged = (): string[] =>
  [
    ...site.server
      .output()
      .matchAll(/Submitted to Fangtang: .*?mdf (\w+)|may have charged .*: fangtang (\w+)/g),
  ].map(([, id, endpoint = '']) => id ?? endpoint);

test.each([
  { during: 'uploads', fault: { endpoint: 'uploads', effect: hang }, logs: /^uploads$/ },
  { during: 'status', fault: { endpoint: 'uploads', effect: never }, logs: id },
  { during: 'download', fault: { endpoint: 'download', effect: hang }, logs: id },
  { during: 'result', fault: { endpoint: 'result', effect: hang }, logs: id },
])('the Stop button ends an execution during $during, and nothing is sent after', async (example) => {
  const { during, fault, logs } = example;
  const path = `stop-${during}`;
  const workflow = await publish(site, { path, steps: [restore], webhook });
  const before = logged().length;
  lab.mocks.world.faults.add({ vendor: 'fangtang', ...fault });
  await begin(path, during);
  await site.rest.post(`/executions/${await executionOf(workflow)}/stop`, {});
  const sent = calls();
  await ended(site, workflow);
  expect(await statuses(site, workflow)).toEqual({ canceled: 1 });
  expect(logged().slice(before)).toEqual([expect.stringMatching(logs)]);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(calls()).toBe(sent);
});

test('an execution that takes longer than it may is ended, and tells the ids', async () => {
  const settings = { executionTimeout: 3 };
  const workflow = await publish(site, { path: 'late', steps: [restore], webhook, settings });
  lab.mocks.world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', effect: never });
  await begin('late', 'status');
  await ended(site, workflow);
  expect(await statuses(site, workflow)).toEqual({ canceled: 1 });
  expect(await dataOf(workflow)).toMatch(/mdf [0-9a-f]{32}/);
});

test('when n8n dies during a poll, nothing is paid again, and the id in its log fetches the picture', async () => {
  const workflow = await publish(site, { path: 'restart', steps: [restore], webhook });
  const resume = await publish(site, { path: 'resume', steps: [download] });
  lab.mocks.world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', effect: never });
  await begin('restart', 'status');
  const paidId = logged().at(-1) ?? '';
  const { ledger, tasks } = lab.mocks.world;
  const paid = ledger.cost();
  await site.server.kill();
  const { credentials } = site;
  site = await startSite(async () => credentials);
  await ended(site, workflow);
  expect(await statuses(site, workflow)).toEqual({ crashed: 1 });
  tasks.force(paidId, 'done');
  await send(site, 'resume', JSON.stringify({ id: paidId }));
  await ended(site, resume);
  expect(await statuses(site, resume)).toEqual({ success: 1 });
  expect(ledger.cost()).toBe(paid);
});

async function startSite(credentials: (rest: Site['rest']) => Promise<Site['credentials']>): Promise<Site> {
  const server = await startServer(lab.instance);
  const rest = await login(server.url);
  return { server, rest, credentials: await credentials(rest) };
}

/** Starts an execution, and waits until the endpoint has been called for it. */
async function begin(path: string, endpoint: string): Promise<void> {
  const before = calls(endpoint);
  await send(site, path, picture(nextWidth++));
  await until(`a call of ${endpoint}`, () => calls(endpoint) > before || undefined);
}

const calls = (endpoint?: string): number =>
  lab.mocks.world.journal.entries.filter((entry) => !endpoint || entry.endpoint === endpoint).length;

async function executionOf(workflowId: string): Promise<string> {
  const query = new URLSearchParams({ filter: JSON.stringify({ workflowId }) });
  const { results } = await site.rest.get<{ results: Saved[] }>(`/executions?${query}`);
  return results[0]?.id ?? '';
}

/** All that n8n keeps of the one execution of a workflow. */
async function dataOf(workflowId: string): Promise<string> {
  return JSON.stringify(await site.rest.get(`/executions/${await executionOf(workflowId)}`));
}
