import { chmodSync } from 'node:fs';
import { mockVendors } from '@api-repack/mock-vendors';
import type { INode } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, openLab } from '../host/lab.ts';
import { startServer, startWorker } from '../host/n8n.ts';
import { freePort } from '../host/ports.ts';
import { type Program, until } from '../host/program.ts';
import { hasQueuePrograms, type Queue, startQueue } from '../host/queue.ts';
import { login } from '../host/rest.ts';
import { picture } from '../test/helpers/pictures.ts';
import { count, ended, publish, type Site, type Step, saveCredentials, send, statuses } from './webhooks.ts';

/** One of a width that no other has, so that the mock can tell who was paid for. */
let nextWidth = 16;

interface QueueSite extends Site {
  readonly lab: Lab;
  readonly queue: Queue;
  readonly workers: Program[];
  /** How long tasks of the mocks take; may be changed. */
  readonly taskTiming: { minMs: number; maxMs: number };
}

const fangtang = (name: string, parameters: INode['parameters']): Step => ({
  name,
  type: 'n8n-nodes-fangtang.fangtang',
  typeVersion: 1,
  parameters,
  credential: 'fangtangApi',
});
const restore = fangtang('Restore', { operation: 'restore', options: { firstWait: 0, pollInterval: 0.05 } });
const upload = fangtang('Upload', { operation: 'restore', waitMode: 'none' });
const download = fangtang('Download', { operation: 'getResult', id: '={{ $json.id ?? $json.body.id }}' });
const colorize: Step = {
  name: 'Colorize',
  type: 'n8n-nodes-picwish.picwish',
  typeVersion: 1,
  parameters: { resource: 'image', operation: 'colorization', waitMode: 'callback' },
  credential: 'picwishApi',
};
const answer: Step = {
  name: 'Answer',
  type: 'n8n-nodes-base.respondToWebhook',
  typeVersion: 1.1,
  parameters: { respondWith: 'text', responseBody: '={{ $json.id }}' },
};
const wait: Step = {
  name: 'Wait',
  type: 'n8n-nodes-base.wait',
  typeVersion: 1.1,
  parameters: { amount: 10, unit: 'seconds' },
};

const withFile = { options: { rawBody: true } };

describe.skipIf(!hasQueuePrograms).each([
  { binaryMode: 'database', times: 500 },
  { binaryMode: 'filesystem', times: 100 },
])('in queue mode, with files in the $binaryMode', ({ binaryMode, times }) => {
  let site: QueueSite;
  beforeAll(async () => {
    site = await open(binaryMode);
  });
  afterAll(() => close(site));

  test(`${times} executions on two workers pay for each picture once`, { timeout: 400_000 }, async () => {
    const workflow = await publish(site, { path: 'restore', steps: [restore], webhook: withFile });
    await post(site, 'restore', times);
    await ended(site, workflow);
    expect(await statuses(site, workflow)).toEqual({ success: times });
    expect(paidPictures(site)).toHaveLength(times);
    expect(new Set(paidPictures(site)).size).toBe(times);
    for (const worker of site.workers) expect(worker.output()).toContain('Worker finished execution');
  });

  test('an execution waits for the call of the vendor without a worker', async () => {
    site.taskTiming.minMs = site.taskTiming.maxMs = 5_000;
    const workflow = await publish(site, { path: 'callback', steps: [colorize], webhook: withFile });
    await post(site, 'callback', 1);
    await until('the start', async () => (await count(site, workflow, 'new', 'running')) === 0 || undefined);
    expect(await count(site, workflow, 'waiting')).toBe(1);
    await ended(site, workflow);
    expect(await statuses(site, workflow)).toEqual({ success: 1 });
    expect(site.lab.mocks.world.ledger.cost({ vendor: 'picwish' })).toBeGreaterThan(0);
  });

  /** n8n forgets all data of an execution whose worker died, so whoever wants to go on has to have the ids. */
  test('when a worker dies, nothing is paid twice, and the rest is fetched by the ids', async () => {
    const paidBefore = paidPictures(site).length;
    const steps = [upload, answer, wait, download];
    const webhook = { ...withFile, responseMode: 'responseNode' };
    const workflow = await publish(site, { path: 'steps', steps, webhook });
    const resume = await publish(site, { path: 'resume', steps: [download] });
    const ids = await post(site, 'steps', 10);
    const { tasks } = site.lab.mocks.world;
    for (const id of ids) tasks.force(id, 'done');
    await site.workers[0]?.kill();
    await ended(site, workflow);
    const { success = 0, error = 0 } = await statuses(site, workflow);
    expect({ all: success + error, worked: success > 0, died: error > 0 }).toEqual({
      all: 10,
      worked: true,
      died: true,
    });

    const { pictures } = stateOf(site.lab);
    const unfetched = () => ids.filter((id) => !pictures.get(id)?.released);
    expect(unfetched()).toHaveLength(error);
    for (const id of unfetched()) await send(site, 'resume', JSON.stringify({ id }));
    await ended(site, resume);
    expect(await statuses(site, resume)).toEqual({ success: error });
    expect(unfetched()).toEqual([]);
    expect(paidPictures(site)).toHaveLength(paidBefore + 10);
    const log = site.workers.map((worker) => worker.output()).join();
    for (const id of ids) expect(log).toMatch(new RegExp(`Submitted to Fangtang: .*mdf ${id}`));
  });
});

async function open(binaryMode: string): Promise<QueueSite> {
  const taskTiming = { mode: 'timed' as const, minMs: 200, maxMs: 200 };
  const lab = await openLab({ taskTiming });
  const { userFolder } = lab.instance;
  chmodSync(userFolder, 0o755);
  const queue = await startQueue(userFolder);
  const port = await freePort();
  const environment = {
    ...queue.environment,
    N8N_DEFAULT_BINARY_DATA_MODE: binaryMode,
    // Workers make the URLs that vendors call.
    WEBHOOK_URL: `http://127.0.0.1:${port}`,
  };
  const instance = { ...lab.instance, environment };
  const server = await startServer(instance, port);
  const workers = [await startWorker(instance, 5), await startWorker(instance, 5)];
  const rest = await login(server.url);
  const credentials = await saveCredentials(rest, lab);
  for (const channel of stateOf(lab).channels.values()) channel.left = 10_000;
  return { lab, queue, server, workers, rest, credentials, taskTiming };
}

async function close(site: QueueSite | undefined): Promise<void> {
  for (const worker of site?.workers ?? []) await worker.stop();
  await site?.server.stop();
  await site?.queue.stop();
  await site?.lab.close();
}

interface Channel {
  left: number;
}
interface Picture {
  readonly source: string;
  readonly released: boolean;
}

function stateOf({ mocks }: Lab) {
  const mock = mockVendors.find(({ name }) => name === 'fangtang')!;
  return mocks.world.stateOf(mock) as { channels: Map<string, Channel>; pictures: Map<string, Picture> };
}

/** Hashes of the pictures that somebody paid for, once for each time. */
function paidPictures({ lab }: QueueSite): (string | undefined)[] {
  const { pictures } = stateOf(lab);
  const entries = lab.mocks.world.ledger.entries.filter(({ vendor }) => vendor === 'fangtang');
  return entries.map(({ reference }) => pictures.get(reference)?.source);
}

/** Sends pictures, 20 at a time, and returns the answers. */
async function post(site: QueueSite, path: string, times: number): Promise<string[]> {
  const pictures = Array.from({ length: times }, () => picture(nextWidth++));
  const answers: string[] = [];
  const work = async () => {
    for (let body = pictures.pop(); body; body = pictures.pop()) answers.push(await send(site, path, body));
  };
  await Promise.all(Array.from({ length: 20 }, work));
  return answers;
}
