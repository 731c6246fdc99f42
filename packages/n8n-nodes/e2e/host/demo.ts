import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type MockServer, type MockVendor, mockVendors } from '@api-repack/mock-vendors';
import type { IConnections, ICredentialDataDecryptedObject, ICredentialType, INode } from 'n8n-workflow';
import { root } from './install.ts';
import { credentialTypesOf, listNodePackages } from './node-packages.ts';
import { photoFolder } from './photos.ts';
import type { Rest, Saved } from './rest.ts';

export interface DemoCredential extends Saved {
  readonly type: string;
  readonly data: ICredentialDataDecryptedObject;
}

/** A workflow as n8n exports it. */
export interface WorkflowJson extends Saved {
  readonly nodes: readonly INode[];
  readonly connections: IConnections;
}

/** For each credential type of our nodes, the credentials of a mock vendor that fill most of its fields. */
export function demoCredentials(mocks: MockServer): DemoCredential[] {
  return listNodePackages()
    .flatMap(credentialTypesOf)
    .flatMap((type) => {
      const sets = mockVendors
        .filter(({ name }) => type.name.startsWith(name.split('-')[0] ?? name))
        .flatMap((mock) =>
          mock.demoCredentials(mocks.world.name).map((values) => valuesFor(type, mock, values, mocks)),
        );
      const [data] = sets.sort((a, b) => Object.keys(b).length - Object.keys(a).length);
      if (!data) return [];
      return [{ id: `demo-${type.name}`, name: `${type.displayName} (mock)`, type: type.name, data }];
    });
}

/** The mocks use the vendors' spelling, `third_code`, where n8n wants `thirdCode`, or only the label is the same. */
function valuesFor(
  { properties }: ICredentialType,
  { name: mock }: MockVendor,
  values: Readonly<Record<string, string>>,
  { origins }: MockServer,
) {
  const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const origin = origins[mock] ?? '';
  const known = Object.entries({ ...values, baseUrl: origin, endpoint: origin });
  return Object.fromEntries(
    known.flatMap(([key, value]) => {
      const property = properties.find(
        ({ name, displayName }) => name === camel(key) || displayName.toLowerCase() === key,
      );
      return property ? [[property.name, value]] : [];
    }),
  );
}

const chatCredential = (origin: string): DemoCredential => ({
  id: 'demo-openAiApi',
  name: 'Chat model (mock)',
  type: 'openAiApi',
  data: { apiKey: 'mock-key', url: `${origin}/v1` },
});

export interface Demo {
  readonly credentials: readonly DemoCredential[];
  /** Where photos are instead of at `https://example.com`; those on disk are where n8n may read them. */
  readonly photos: string;
}

/** The example workflows, with photos that exist, and with credentials where their nodes want some. */
export function exampleWorkflows({ credentials, photos }: Demo): WorkflowJson[] {
  return globSync('examples/workflows/*.json', { cwd: root })
    .sort()
    .map((file) => {
      const text = readFileSync(join(root, file), 'utf8')
        .replaceAll('https://example.com', photos)
        .replaceAll('/home/node/.n8n-files', photoFolder);
      const workflow: WorkflowJson = JSON.parse(text);
      const nodes = workflow.nodes.map((node) => withCredential(node, credentials));
      return withPhotos({ ...workflow, id: basename(file, '.json'), nodes });
    });
}

/** Whether an example needs nothing but our nodes and n8n's own: no AI model that somebody would have to pay. */
export const runsAlone = ({ nodes }: WorkflowJson): boolean =>
  !nodes.some(({ type }) => type.startsWith('@n8n/n8n-nodes-langchain.'));

function withCredential(node: INode, credentials: readonly DemoCredential[]): INode {
  const typeNames = [...Object.keys(node.credentials ?? {}), node.parameters.nodeCredentialType];
  const vendorOf = (type: string) => type.split('.')[0]?.replace('n8n-nodes-', '');
  const wanted = credentials.filter(
    ({ type }) => typeNames.includes(type) || vendorOf(node.type) === type.replace(/Api$/, ''),
  );
  if (wanted.length === 0) return node;
  return {
    ...node,
    credentials: Object.fromEntries(wanted.map(({ id, name, type }) => [type, { id, name }])),
  };
}

/** Where the start button leads straight to a node that wants files, the sample photos are put in between. */
function withPhotos(workflow: WorkflowJson): WorkflowJson {
  const start = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger');
  const next = start && workflow.connections[start.name]?.main?.[0];
  const first = workflow.nodes.find(({ name }) => name === next?.[0]?.node);
  if (!start || !next || !first || first.type.startsWith('n8n-nodes-base.')) return workflow;
  if (!wantsFile(first) || workflow.nodes.some(readsFiles)) return workflow;
  const [x, y] = start.position;
  const photos: INode = {
    id: 'sample-photos',
    name: 'Sample Photos',
    type: 'n8n-nodes-base.readWriteFile',
    typeVersion: 1.1,
    position: [x + column, y],
    parameters: { fileSelector: `${photoFolder}/*.png`, options: {} },
  };
  const moved = workflow.nodes.map((node) => {
    if (isNote(node)) return withoutStep(node);
    return node === start ? node : toTheRight(node);
  });
  return {
    ...workflow,
    nodes: [...moved, photos],
    connections: {
      ...workflow.connections,
      [start.name]: { main: [[{ node: photos.name, type: 'main', index: 0 }]] },
      [photos.name]: { main: [next] },
    },
  };
}

/** As far apart as n8n places nodes. */
const column = 224;
const isNote = ({ type }: INode) => type === 'n8n-nodes-base.stickyNote';
/** The note asks for a node with photos, which is there already. */
function withoutStep({ parameters, ...note }: INode): INode {
  const content = String(parameters.content).replace(
    /Put the node that has your photos between .*/,
    'Replace *Sample Photos* by the node that has your photos.',
  );
  return { ...note, parameters: { ...parameters, content } };
}
const toTheRight = ({ position: [x, y], ...node }: INode): INode => ({ ...node, position: [x + column, y] });

const wantsFile = ({ parameters: { inputSource, imageUrl, resource } }: INode) =>
  inputSource !== 'url' && imageUrl === undefined && resource !== 'account';

const readsFiles = ({ type }: INode) => type === 'n8n-nodes-base.readWriteFile';

/** The one to begin with. n8n lists on top what was saved last. */
export const firstExample = 'fangtang-restore-from-url';

/** Where the servers are that the examples need. */
export interface Surroundings {
  readonly mocks: MockServer;
  readonly photos: string;
  readonly chatModel: string;
}

/** Puts credentials and workflows into a running n8n. Those of an earlier run are set right and otherwise left alone. */
export async function seed(rest: Rest, { mocks, photos, chatModel }: Surroundings): Promise<Saved[]> {
  const earlier = await rest.get<(Saved & { type: string })[]>('/credentials');
  const credentials: DemoCredential[] = [];
  for (const { id: _, ...credential } of [...demoCredentials(mocks), chatCredential(chatModel)]) {
    const same = earlier.find(({ name }) => name === credential.name);
    const saved = same
      ? await rest.patch<Saved>(`/credentials/${same.id}`, credential)
      : await rest.post<Saved>('/credentials', credential);
    credentials.push({ ...credential, id: saved.id });
  }
  const workflows = await rest.get<Saved[]>('/workflows');
  const isFirst = ({ id }: WorkflowJson) => id === firstExample;
  const examples = exampleWorkflows({ credentials, photos }).sort((a, b) => +isFirst(a) - +isFirst(b));
  for (const { id: _, ...workflow } of examples) {
    if (workflows.some(({ name }) => name === workflow.name)) continue;
    workflows.unshift(await rest.post<Saved>('/workflows', workflow));
  }
  return workflows;
}
