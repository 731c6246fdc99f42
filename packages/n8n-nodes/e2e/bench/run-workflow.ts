// One workflow run in a process of its own, so that its memory can be told apart. Prints one line of JSON.
import { readFile } from 'node:fs/promises';
import { startEngine, type WorkflowJson } from '../src/engine.ts';

interface Order {
  readonly packages: readonly string[];
  readonly workflow: string;
  readonly resultNode: string;
  readonly photos: number;
  readonly itemsAtOnce: number | undefined;
  readonly baseUrl: string;
  readonly photo: string;
}

const order = JSON.parse(process.argv[2] ?? '') as Order;
const { packages, photos, itemsAtOnce, baseUrl, resultNode } = order;
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
globalThis.gc?.();
const before = process.memoryUsage().rss;
let peak = before;
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage().rss);
}, 20);
const cpuBefore = process.cpuUsage();
const start = performance.now();
const { error, data } = await engine.run({ workflow, input, credentials }).finished;
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(cpuBefore);
clearInterval(watch);
if (error) throw error;
const runs = data.resultData.runData[resultNode] ?? [];
const results = runs.flatMap((run) => run.data?.main?.[0] ?? []).filter(({ binary }) => binary?.data);
if (results.length !== photos) throw new Error(`${results.length} of ${photos} pictures came back`);
console.log(JSON.stringify({ ms, extraMb: (peak - before) / 2 ** 20, cpuMs: (user + system) / 1000 }));
// n8n's own nodes leave timers behind that would keep the process alive.
process.exit(0);
