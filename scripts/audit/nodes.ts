import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import {
  type AuditOptions,
  audit,
  type EffectGroup,
  type ScenarioContext,
} from '@api-repack/mock-vendors/audit';
import type { Engine, RunOptions } from '@api-repack/n8n-e2e';
import { type NodeUse, nodeUses } from './node-uses.ts';
import { offFor, photo, type Subject } from './subject.ts';

const fromE2e = createRequire(import.meta.resolve('@api-repack/n8n-e2e'));

/** Who tries again after a failure. */
// 5 s is the longest pause that n8n allows; a vendor may ask for more than the default of 1 s.
const ways = {
  'Retry On Fail': { retryOnFail: true, maxTries: 2, waitBetweenTries: 5_000 },
  'retry of the execution': {},
  'retry of the execution with a workflow that was changed': {},
} as const;

type Way = keyof typeof ways;

/** All but silence and jumps of the clock: n8n's own HTTP client waits for minutes on this machine's clock. */
const effects: readonly EffectGroup[] = [
  'error',
  'reset',
  'close',
  '429',
  '5xx',
  'html',
  'empty',
  'cut',
  'garbled',
  'label',
  'task',
  'callback',
  'result',
  'kill',
];

const options: AuditOptions = {
  effects,
  taskTiming: { mode: 'polls', polls: 1 },
  settings: { picwish: { qps: 0 } },
  restart: 'always',
  concurrency: 12,
  timeoutMs: 120_000,
  isQuiet: true,
};

const reason = 'n8n starts the node again itself, which looks like one start';
const withinOneStart = { 'needless-upload': reason, 'no-end-of-polling': reason };

const subjectOf = (use: NodeUse, way: Way): Subject => ({
  name: `nodes ${use.name}, ${way}`,
  audit: async (given) => {
    const engine = await openEngine();
    const retries = way === 'Retry On Fail' ? 0 : 1;
    return audit((context) => execute(engine, { use, way, context }), {
      ...options,
      retries,
      off: { ...offFor(use.name), ...(way === 'Retry On Fail' && withinOneStart) },
      ...given,
    });
  },
});

interface Execution {
  readonly use: NodeUse;
  readonly way: Way;
  readonly context: ScenarioContext;
}

async function execute(engine: Engine, { use, way, context }: Execution): Promise<unknown> {
  const failed = context.storage.get('failed') as RunOptions['retry'] | undefined;
  const isChanged = way.endsWith('changed') && failed !== undefined;
  const { finished } = engine.run({
    workflow: workflowOf(use, { ...ways[way], ...(isChanged && { notes: 'tried again' }) }),
    input: [{ json: {}, binary: { data: await picture } }],
    credentials: use.credentials(context) as never,
    ...(failed && { retry: failed }),
  });
  const { status, error, data, items } = await finished;
  if (status !== 'success') {
    context.storage.set('failed', data);
    throw new Error(
      inspect(
        { message: error?.message, description: error?.description, context: error?.context },
        { depth: 8 },
      ),
    );
  }
  const files = items('After').flatMap(({ binary = {} }) => Object.values(binary));
  return Promise.all(files.map((file) => engine.readFile(file)));
}

const picture = photo.arrayBuffer().then((bytes) => ({
  data: Buffer.from(bytes).toString('base64'),
  fileName: 'photo.png',
  mimeType: 'image/png',
}));

function workflowOf({ type, steps, credentials }: NodeUse, node: object): RunOptions['workflow'] {
  const names = Object.keys(credentials({ origins: {}, credentials: {} } as ScenarioContext));
  const own = {
    type,
    credentials: Object.fromEntries(names.map((name) => [name, { id: name, name }])),
    ...node,
  };
  const options = { firstWait: 0, pollInterval: 0.2, waitLimit: 3 };
  const chain = [
    { name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
    ...steps.map((parameters, index) => ({
      name: `Step ${index + 1}`,
      parameters: { ...parameters, options },
      ...own,
    })),
    { name: 'After', type: 'n8n-nodes-base.noOp', parameters: {} },
  ];
  const to = (name: string) => ({ main: [[{ node: name, type: 'main' as const, index: 0 }]] });
  return {
    nodes: chain.map(
      (each, index) => ({ id: `${index}`, typeVersion: 1, position: [0, 0], ...each }) as never,
    ),
    connections: Object.fromEntries(chain.slice(1).map(({ name }, index) => [chain[index]?.name, to(name)])),
  };
}

let opened: Promise<Engine> | undefined;

/** Loaded where it is used: n8n takes seconds. */
const openEngine = (): Promise<Engine> => {
  opened ??= import('@api-repack/n8n-e2e').then(({ startEngine }) =>
    startEngine({ packages: ['fangtang', 'picwish', 'lufff', 'aliyun-oss'].map(folderOf) }),
  );
  return opened;
};

function folderOf(name: string): string {
  const folder = dirname(fromE2e.resolve(`n8n-nodes-${name}/package.json`));
  if (!existsSync(join(folder, 'dist'))) throw new Error(`n8n-nodes-${name} is not built: npm run build`);
  return folder;
}

export const nodeSubjects: readonly Subject[] = nodeUses.flatMap((use) =>
  (Object.keys(ways) as Way[]).map((way) => subjectOf(use, way)),
);
