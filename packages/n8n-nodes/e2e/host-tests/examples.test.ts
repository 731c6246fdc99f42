import { isUtf8 } from 'node:buffer';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IBinaryData, IDataObject, INode, INodeExecutionData, IRun } from 'n8n-workflow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoCredentials, exampleWorkflows, runsAlone, type WorkflowJson } from '../host/demo.ts';
import { type Lab, openLab } from '../host/lab.ts';
import { runN8n } from '../host/n8n.ts';
import { listNodePackages, nodesOf } from '../host/node-packages.ts';
import { idle, results, troubles } from './example-results.ts';

let lab: Lab;
let runs: Map<string, IRun>;
const workflows = exampleWorkflows({ credentials: [], photos: '' }).filter(runsAlone);

beforeAll(async () => {
  // On a busy machine, calls that left half a second apart may arrive at once.
  lab = await openLab({ settings: { picwish: { qps: 0 } } });
  runs = await runAll();
});
afterAll(() => lab?.close());

/** Imports and runs the examples, all with n8n's command line. */
async function runAll(): Promise<Map<string, IRun>> {
  const { instance, mocks, photos } = lab;
  for (const name of ['workflows', 'results']) mkdirSync(folder(name));
  const credentials = demoCredentials(mocks);
  writeFileSync(folder('credentials.json'), JSON.stringify(credentials));
  for (const workflow of exampleWorkflows({ credentials, photos: photos.origin }).filter(runsAlone))
    writeFileSync(join(folder('workflows'), `${workflow.id}.json`), JSON.stringify(workflow));

  await runN8n(instance, 'import:credentials', `--input=${folder('credentials.json')}`);
  await runN8n(instance, 'import:workflow', '--separate', `--input=${folder('workflows')}`);
  const [troubled = [], calm = []] = [true, false].map((one) =>
    workflows.filter(({ id }) => id in troubles === one),
  );
  // By themselves, so that the trouble comes to no other.
  mocks.world.faults.add(...Object.values(troubles).flatMap((faults) => faults(photos.origin)));
  await execute(troubled, { skipped: calm });
  mocks.world.faults.expectFired();
  await execute(calm, { skipped: troubled });
  const resultOf = ({ id }: WorkflowJson) => join(folder('results'), `${id}-snapshot.json`);
  return new Map(
    workflows.map((workflow) => [workflow.id, JSON.parse(readFileSync(resultOf(workflow), 'utf8'))]),
  );
}

const folder = (name: string) => join(lab.instance.userFolder, name);

async function execute(wanted: WorkflowJson[], { skipped }: { skipped: WorkflowJson[] }): Promise<void> {
  writeFileSync(folder('skip.json'), JSON.stringify(skipped.map(({ id }) => ({ workflowId: id }))));
  rmSync(folder('summary.json'), { force: true });
  const printed = await runN8n(
    lab.instance,
    'executeBatch',
    '--concurrency=2',
    '--retries=0',
    `--skipList=${folder('skip.json')}`,
    `--snapshot=${folder('results')}`,
    `--output=${folder('summary.json')}`,
  );
  expect(existsSync(folder('summary.json')), printed).toBe(true);
  const { summary } = JSON.parse(readFileSync(folder('summary.json'), 'utf8'));
  expect(summary).toMatchObject({ errors: [], warnings: [], successfulExecutions: wanted.length });
}

const builtNodes = new Map(
  listNodePackages()
    .flatMap(nodesOf)
    .map((built) => [built.type, built]),
);

test.each(workflows)('$name runs from the command line', ({ id, nodes }) => {
  const ours = nodes.filter(({ type, name }) => builtNodes.has(type) && !idle[id]?.includes(name));
  expect(ours).not.toEqual([]);
  for (const node of ours) {
    const items = itemsOf(id, node.name);
    const failed = itemsOf(id, node.name, 1).map(({ json }) => json);
    expect(items, `items of ${node.name}, beside ${JSON.stringify(failed)}`).not.toEqual([]);
    for (const item of items) check(node, item);
  }
  for (const { node, items, files = [] } of results[id] ?? []) {
    const found = itemsOf(id, node);
    expect(
      found.map(({ json }) => json),
      `items of ${node}`,
    ).toMatchObject(items);
    expect(Object.keys(found[0]?.binary ?? {})).toEqual(expect.arrayContaining([...files]));
  }
});

/** What a node gives must be what its package declares; what it was given may be there, too, if the user wants that. */
function check(node: INode, { json, binary = {}, pairedItem }: INodeExecutionData): void {
  expect(pairedItem).toBeDefined();
  const types = declaredTypes(node);
  const keepsInput = (node.parameters.options as IDataObject | undefined)?.includeInput === 'merged';
  for (const [key, value] of Object.entries(json))
    if (types[key] || !keepsInput) expect(types[key] ?? [], `${node.name}: ${key}`).toContain(typeOf(value));
  for (const file of Object.values(binary)) expect(typeOfBytes(read(file))).toBe(file.mimeType);
}

test('every credit was taken for a picture of its own', () => {
  const { entries } = lab.mocks.world.ledger;
  const paid = entries
    .filter(({ credits }) => credits > 0)
    .map(({ vendor, reference }) => `${vendor} ${reference}`);
  expect(paid).not.toEqual([]);
  expect(new Set(paid).size).toBe(paid.length);
});

/** What goes wrong leaves by another output than the first. */
function itemsOf(workflow: string, node: string, output = 0): INodeExecutionData[] {
  const tasks = runs.get(workflow)?.data.resultData.runData[node] ?? [];
  return tasks.flatMap(({ data }) => data?.main?.[output] ?? []);
}

/** What the package tells n8n about the output of an operation. */
function declaredTypes({ type, parameters }: INode): Record<string, string[]> {
  const { node, folder } = builtNodes.get(type)!;
  const preset = (wanted: string, resource?: unknown) =>
    node.description.properties.find(
      ({ name, displayOptions }) =>
        name === wanted && (!resource || displayOptions?.show?.resource?.includes(resource as string)),
    )?.default;
  const resource = parameters.resource ?? preset('resource');
  const operation = parameters.operation ?? preset('operation', resource);
  const schema = join(folder, `__schema__/v1.0.0/${resource}/${operation}.json`);
  const { properties } = JSON.parse(readFileSync(schema, 'utf8')) as {
    properties: Record<string, { type: string | string[] }>;
  };
  return Object.fromEntries(Object.entries(properties).map(([key, { type }]) => [key, [type].flat()]));
}

const typeOf = (value: unknown): string =>
  Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;

function read({ id, data }: IBinaryData): Buffer {
  if (!id) return Buffer.from(data, 'base64');
  return readFileSync(join(lab.instance.userFolder, '.n8n/storage', id.replace('filesystem-v2:', '')));
}

const signatures: Readonly<Record<string, string>> = {
  'image/jpeg': 'ffd8ff',
  'image/png': '89504e47',
  'image/webp': '52494646',
};

function typeOfBytes(bytes: Buffer): string | undefined {
  const start = bytes.subarray(0, 8).toString('hex');
  const found = Object.keys(signatures).find((type) => start.startsWith(signatures[type] ?? ''));
  return found ?? (isUtf8(bytes) ? 'text/plain' : undefined);
}
