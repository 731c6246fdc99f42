// One workflow run in a process of its own, so that its memory can be told apart. Prints one line of JSON.
import { readFile } from 'node:fs/promises';
import { setInterval, setTimeout } from 'node:timers/promises';
import { startEngine, type WorkflowJson } from '../src/engine.ts';

interface Order {
  readonly packages: readonly string[];
  readonly workflow: string;
  readonly resultNode: string;
  readonly photos: number;
  readonly itemsAtOnce: number | undefined;
  readonly baseUrl: string;
  readonly photo: string;
  /** Whether to collect garbage again and again, to see what is in use. It takes time. */
  readonly collect: boolean;
}

const order = JSON.parse(process.argv[2] ?? '') as Order;
const { packages, photos, itemsAtOnce, baseUrl, resultNode, collect } = order;
const engine = await startEngine({ packages, binaryMode: 'filesystem' });
const text = await readFile(order.workflow, 'utf8');
const workflow = JSON.parse(text.replaceAll('http://127.0.0.1:4013', baseUrl)) as WorkflowJson;
for (const { name, parameters } of workflow.nodes)
  if (name === 'Fangtang' && itemsAtOnce) parameters.options = { itemsAtOnce };
const bytes = await readFile(order.photo);
const input = await Promise.all(
  Array.from({ length: photos }, async (_, n) => ({
    json: {},
    binary: { data: await engine.storeFile(bytes, `photo-${n}.jpg`, 'image/jpeg') },
  })),
);
const credentials = { fangtangApi: { thirdCode: 'hiliad', secretKey: 'hiliad', baseUrl } };

// The first run loads the nodes and is not counted.
await engine.run({ workflow, input: input.slice(0, 1), credentials }).finished;
const inUse = async () => {
  globalThis.gc?.();
  // Buffers are given back a moment later.
  await setTimeout(5);
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};
const before = { used: await inUse(), rss: process.memoryUsage().rss };
const most = { ...before };
const stop = new AbortController();
const watch = async () => {
  for await (const _ of setInterval(collect ? 250 : 20, undefined, { signal: stop.signal })) {
    if (collect) most.used = Math.max(most.used, await inUse());
    most.rss = Math.max(most.rss, process.memoryUsage().rss);
  }
};
const watching = watch().catch(() => undefined);
const cpuBefore = process.cpuUsage();
const start = performance.now();
const { error, data } = await engine.run({ workflow, input, credentials }).finished;
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(cpuBefore);
stop.abort();
await watching;
if (error) throw error;
const runs = data.resultData.runData[resultNode] ?? [];
const results = runs.flatMap((run) => run.data?.main?.[0] ?? []).filter(({ binary }) => binary?.data);
if (results.length !== photos) throw new Error(`${results.length} of ${photos} pictures came back`);
const mb = (key: 'used' | 'rss') => (most[key] - before[key]) / 2 ** 20;
console.log(JSON.stringify({ ms, cpuMs: (user + system) / 1000, peakMb: mb('rss'), heldMb: mb('used') }));
// n8n's own nodes leave timers behind that would keep the process alive.
process.exit(0);
