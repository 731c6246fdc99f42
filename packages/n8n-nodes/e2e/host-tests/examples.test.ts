import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IBinaryData, INode, INodeExecutionData, IRun } from 'n8n-workflow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoCredentials, exampleWorkflows, type WorkflowJson } from '../host/demo.ts';
import { type Lab, openLab } from '../host/lab.ts';
import { runN8n } from '../host/n8n.ts';
import { listNodePackages, nodesOf } from '../host/node-packages.ts';

let lab: Lab;
let runs: Map<string, IRun>;
const workflows = exampleWorkflows({ credentials: [], photos: '' });

beforeAll(async () => {
  lab = await openLab();
  runs = await runAll();
});
afterAll(() => lab?.close());

/** Imports and runs the examples, all with n8n's command line. */
async function runAll(): Promise<Map<string, IRun>> {
  const { instance, mocks, photos } = lab;
  const folder = (name: string) => join(instance.userFolder, name);
  for (const name of ['workflows', 'results']) mkdirSync(folder(name));
  const credentials = demoCredentials(mocks);
  writeFileSync(folder('credentials.json'), JSON.stringify(credentials));
  for (const workflow of exampleWorkflows({ credentials, photos: photos.origin }))
    writeFileSync(join(folder('workflows'), `${workflow.id}.json`), JSON.stringify(workflow));

  await runN8n(instance, 'import:credentials', `--input=${folder('credentials.json')}`);
  await runN8n(instance, 'import:workflow', '--separate', `--input=${folder('workflows')}`);
  const options = [`--snapshot=${folder('results')}`, '--retries=0', `--output=${folder('summary.json')}`];
  const printed = await runN8n(instance, 'executeBatch', ...options);
  expect(existsSync(folder('summary.json')), printed).toBe(true);
  const summary = JSON.parse(readFileSync(folder('summary.json'), 'utf8'));
  expect(summary.summary).toMatchObject({ errors: [], warnings: [], successfulExecutions: workflows.length });
  const resultOf = ({ id }: WorkflowJson) => join(folder('results'), `${id}-snapshot.json`);
  return new Map(
    workflows.map((workflow) => [workflow.id, JSON.parse(readFileSync(resultOf(workflow), 'utf8'))]),
  );
}

const builtNodes = new Map(
  listNodePackages()
    .flatMap(nodesOf)
    .map((built) => [built.type, built]),
);

test.each(workflows)('$name runs from the command line', ({ id, nodes }) => {
  const ours = nodes.filter(({ type }) => builtNodes.has(type));
  expect(ours).not.toEqual([]);
  for (const node of ours) {
    const items = itemsOf(id, node.name);
    expect(items, `items of ${node.name}`).not.toEqual([]);
    for (const item of items) {
      expect(item.pairedItem).toBeDefined();
      for (const [key, value] of Object.entries(item.json))
        expect(typeOf(value), `${node.name}: ${key}`).toBe(declaredTypes(node)[key]);
      for (const file of Object.values(item.binary ?? {}))
        expect(typeOfBytes(read(file))).toBe(file.mimeType);
    }
  }
});

test('every credit was taken for a picture of its own', () => {
  const { entries } = lab.mocks.world.ledger;
  const paid = entries
    .filter(({ credits }) => credits > 0)
    .map(({ vendor, reference }) => `${vendor} ${reference}`);
  expect(paid).not.toEqual([]);
  expect(new Set(paid).size).toBe(paid.length);
});

function itemsOf(workflow: string, node: string): INodeExecutionData[] {
  const tasks = runs.get(workflow)?.data.resultData.runData[node] ?? [];
  return tasks.flatMap(({ data }) => data?.main?.flat() ?? []).filter((item) => item !== null);
}

/** What the package tells n8n about the output of an operation. */
function declaredTypes({ type, parameters }: INode): Record<string, string> {
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
    properties: Record<string, { type: string }>;
  };
  return Object.fromEntries(Object.entries(properties).map(([key, { type }]) => [key, type]));
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
  return Object.keys(signatures).find((type) => start.startsWith(signatures[type] ?? ''));
}
