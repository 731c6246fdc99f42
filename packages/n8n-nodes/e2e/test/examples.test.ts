import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IConnections, IDataObject, INode } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { listNodePackages, nodesOf } from '../host/node-packages.ts';
import { contractOf } from '../src/contract.ts';

interface Example {
  readonly id: string;
  readonly name: string;
  readonly nodes: readonly INode[];
  readonly connections: IConnections;
}

const folder = fileURLToPath(new URL('../../../../examples/', import.meta.url));
const readme = readFileSync(`${folder}README.md`, 'utf8');
const listed = readme.match(/\[[^\]]+\]\(workflows\/[^)]+\)/g);
const pictured = [...readme.matchAll(/href="\.\.\/docs\/pictures\/workflows\/([^"]+)\.png"/g)].map(
  ([, id]) => id,
);
const examples = globSync('workflows/*.json', { cwd: folder })
  .sort()
  .map((file): Example => {
    const workflow = JSON.parse(readFileSync(`${folder}${file}`, 'utf8'));
    return { ...workflow, id: basename(file, '.json') };
  });

const packages = listNodePackages();
const built = new Map(packages.flatMap(nodesOf).map(({ type, node }) => [type, node.description]));
const contracts = new Map(packages.flatMap((pack) => Object.entries(contractOf(pack).nodes)));
/** n8n makes a tool for agents of each node that allows it. */
const typeOf = ({ type }: INode): string => type.replace(/Tool$/, '');
const ofTools = ['descriptionType', 'toolDescription'];

describe.each(examples)('the example $id', ({ id, name, nodes, connections }) => {
  const ours = nodes.filter((node) => built.has(typeOf(node)));

  it('sets only what its nodes have', () => {
    expect(ours).not.toEqual([]);
    for (const node of ours) expect(unknownOf(node), node.name).toEqual([]);
  });

  it('names credentials without their ids and holds no secrets', () => {
    const stored = nodes.flatMap(({ credentials = {} }) => Object.values(credentials));
    expect(stored.map(({ id: stored }) => stored)).toEqual(stored.map(() => null));
    expect(JSON.stringify(nodes)).not.toMatch(/"(apiKey|secretKey|password|accessKeySecret)"|Bearer /);
  });

  it('begins with a note that says what to do, and connects all other nodes', () => {
    expect(nodes[0]?.type).toBe('n8n-nodes-base.stickyNote');
    expect(nodes[0]?.parameters.content).toMatch(/^## .+\n[\s\S]+\*\*To do\*\*/);
    const linked = Object.entries(connections).flatMap(([from, outputs]) => [
      from,
      ...Object.values(outputs).flatMap((lists) =>
        lists.flatMap((list) => list?.map(({ node }) => node) ?? []),
      ),
    ]);
    expect(new Set(linked)).toEqual(new Set(nodes.slice(1).map((node) => node.name)));
  });

  it('is in the list with a picture', () => {
    expect(listed).toContain(`[${name}](workflows/${id}.json)`);
    expect(pictured).toContain(id);
    expect(existsSync(`${folder}../docs/pictures/workflows/${id}.png`)).toBe(true);
  });
});

describe('the AI agent', () => {
  const { nodes, connections } = examples.find(({ id }) => id === 'ai-agent-photo-studio')!;
  const tools = nodes.filter(({ type }) => type.endsWith('Tool'));

  it('has tools of nodes that allow it, each with a description of its own', () => {
    expect(tools.map(typeOf)).toEqual(
      expect.arrayContaining(['n8n-nodes-picwish.picwish', 'n8n-nodes-fangtang.fangtang']),
    );
    for (const tool of tools) {
      expect(built.get(typeOf(tool))?.usableAsTool).toBe(true);
      expect(connections[tool.name]?.ai_tool).toEqual([
        [{ node: 'Photo Studio', type: 'ai_tool', index: 0 }],
      ]);
    }
    expect(new Set(tools.map(({ parameters }) => parameters.toolDescription)).size).toBe(tools.length);
  });

  it('lets the model choose the picture, and gets an address instead of a file', () => {
    const picturing = tools.filter(({ parameters }) => parameters.inputSource === 'url');
    expect(picturing).toHaveLength(3);
    for (const { parameters } of picturing) {
      expect(parameters.imageUrl).toContain("$fromAI('Image_URL'");
      expect(parameters.output).toBe('url');
    }
  });
});

it('the AI agent with a review asks before each tool that costs, and only before those', () => {
  const { nodes, connections } = examples.find(({ id }) => id === 'ai-agent-with-review')!;
  const next = (name: string) => connections[name]?.ai_tool?.[0]?.[0]?.node;
  const tools = nodes.filter((node) => built.has(typeOf(node)));
  const review = nodes.find(({ type }) => type.endsWith('HitlTool'))?.name;
  expect(tools.map(({ name, parameters }) => [parameters.resource, next(name)])).toEqual([
    ['image', review],
    ['image', review],
    ['account', 'Photo Studio'],
  ]);
  expect(next(review ?? '')).toBe('Photo Studio');
});

/** Parameters, and values of menus, that the node does not have. */
function unknownOf(node: INode): string[] {
  const { options = {}, ...others } = node.parameters as IDataObject;
  const { parameters = {} } = contracts.get(typeOf(node)) ?? {};
  const chosen = (menu: string, of: string) =>
    others[menu] ?? parameters[of]?.find(({ name }) => name === menu)?.default;
  const resource = String(chosen('resource', '*'));
  const place = `${resource}/${chosen('operation', resource)}`;
  const known = ['*', resource, place].flatMap((one) => parameters[one] ?? []);
  const given = { ...others, ...prefixed(options as IDataObject) };
  return Object.entries(given).flatMap(([name, value]) => {
    if (ofTools.includes(name) && node.type.endsWith('Tool')) return [];
    const fields = known.filter((field) => field.name === name);
    if (fields.length === 0) return [`${place} ${name}`];
    const values = fields.flatMap((field) => field.values ?? []);
    const isFixed = !String(value).startsWith('=');
    return isFixed && values.length > 0 && !values.includes(value) ? [`${place} ${name}: ${value}`] : [];
  });
}

const prefixed = (options: IDataObject): IDataObject =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [`options.${name}`, value]));
