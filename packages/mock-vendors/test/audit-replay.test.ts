import { mockServer } from '@api-repack/mock-vendors/msw';
import { mockDispatcher } from '@api-repack/mock-vendors/undici';
import { fetch as undiciFetch } from 'undici';
import { beforeAll, describe, expect, test } from 'vitest';
import { capsuleOf } from '../src/audit/capsule.ts';
import {
  type AuditOptions,
  audit,
  type Capsule,
  type EffectGroup,
  readCapsule,
  replay,
  type Scenario,
  type ScenarioContext,
} from '../src/audit/index.ts';
import { resolveOptions } from '../src/audit/options.ts';
import { withoutAddresses } from '../src/audit/without-addresses.ts';
import { mockVendors } from '../src/vendors.ts';
import { photo } from './clients/photo.ts';

type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** A way to the vendors that is open during one run. */
interface Way {
  readonly origins: ScenarioContext['origins'];
  readonly fetch: Fetch;
  close?(): void;
}

const realOrigins = Object.fromEntries(mockVendors.map(({ name, vendor }) => [name, vendor.baseUrl]));

const ways: Readonly<Record<string, (context: ScenarioContext) => Way | Promise<Way>>> = {
  ports: ({ origins }) => ({ origins, fetch }),
  MSW: async ({ world }) => {
    const server = await mockServer(world);
    return { origins: realOrigins, fetch, close: () => server.close() };
  },
  undici: ({ world }) => {
    const dispatcher = mockDispatcher(world);
    const send = (url: string, init = {}) => undiciFetch(url, { ...init, dispatcher } as never);
    return { origins: realOrigins, fetch: send as unknown as Fetch };
  },
};

type Call = (way: Way, context: ScenarioContext, heard: string[]) => Promise<unknown>;

/** Writes down what comes from the vendors, byte for byte. */
async function ask(way: Way, heard: string[], url: string, init: RequestInit): Promise<Buffer> {
  const response = await way.fetch(url, init);
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = withoutAddresses(bytes.toString('latin1'), way.origins);
  heard.push(`${response.status} ${response.headers.get('content-type')} ${text}`);
  return bytes;
}

/** Cuts a picture out, and has no word for trouble. */
const cutOut: Call = async (way, { credentials }, heard) => {
  const form = new FormData();
  form.set('sync', '1');
  form.set('image_file', new File([photo], 'photo.png', { type: 'image/png' }));
  // As bytes, since undici takes no forms but its own.
  const encoded = new Response(form);
  const type = encoded.headers.get('content-type') ?? '';
  const headers = { 'x-api-key': credentials.picwish?.apiKey ?? '', 'content-type': type };
  const body = await encoded.arrayBuffer();
  const url = `${way.origins.picwish}/api/tasks/visual/segmentation`;
  const answer = await ask(way, heard, url, { method: 'POST', headers, body });
  try {
    const image = JSON.parse(answer.toString()).data.image as string;
    return await ask(way, heard, image, {});
  } catch {
    return undefined;
  }
};

/** Reads the history of an account, and has no word for trouble. */
const readHistory: Call = async (way, { credentials }, heard) => {
  const { uuid, phone } = credentials.lufff ?? {};
  const post = async (path: string, fields: object) => {
    const url = `${way.origins.lufff}/make_pic/api/${path}/`;
    const headers = { 'content-type': 'application/json' };
    const answer = await ask(way, heard, url, { method: 'POST', headers, body: JSON.stringify(fields) });
    return answer.toString().startsWith('{') ? JSON.parse(answer.toString()).data : undefined;
  };
  const login = await post('login_with_unikey', { unikey: uuid, phone });
  if (!login?.token) return undefined;
  const { token, id } = login;
  const history = await post('get_rm_bg_list', { token, customer_id: String(id), page: 1, size: 5 });
  return history?.list ? 'the history' : undefined;
};

function scenario(call: Call, open: (typeof ways)[string], heard: string[] = []): Scenario {
  return async (context) => {
    // Makes the client follow the world's clock, also where it is replayed.
    context.clock.now();
    const way = await open(context);
    heard.length = 0;
    try {
      return await call(way, context, heard);
    } finally {
      way.close?.();
    }
  };
}

const options: AuditOptions = { retries: 0, isQuiet: true, taskTiming: { mode: 'immediate' } };

async function capsulesOf(call: Call, effects: readonly EffectGroup[]): Promise<Capsule[]> {
  const given = { ...options, effects };
  const report = await audit(
    scenario(call, ({ origins }) => ({ origins, fetch })),
    given,
  );
  const resolved = resolveOptions(given, 1);
  const broken = report.runs.filter((run) => run.broken.length > 0);
  return broken.map((run) => readCapsule(JSON.stringify(capsuleOf(run, resolved))));
}

describe.each([
  ['cuts a picture out', cutOut, ['html', 'result', '429']],
  ['reads a history', readHistory, ['empty', 'garbled', '429']],
] as const)('capsules of a client that %s', (_what, call, effects) => {
  let capsules: readonly Capsule[] = [];
  beforeAll(async () => {
    capsules = await capsulesOf(call, effects);
  }, 30_000);

  test('are replayed through ports, MSW and undici with the same bytes', async () => {
    expect(capsules.length).toBeGreaterThan(3);
    for (const capsule of capsules) {
      const expected: string[] = [];
      await replay(capsule, scenario(call, ways.ports as never, expected));
      expect(expected.length).toBeGreaterThan(0);
      for (const [name, open] of Object.entries(ways)) {
        const heard: string[] = [];
        const replayed = await replay(capsule, scenario(call, open, heard));
        expect({ name, differences: replayed.differences }).toEqual({ name, differences: [] });
        expect(replayed.broken.map(({ rule }) => rule)).toEqual(capsule.broken.map(({ rule }) => rule));
        expect(heard).toEqual(expected);
      }
    }
  }, 30_000);
});

test('effects that an adapter cannot have count as not tried', async () => {
  const report = await audit(scenario(readHistory, ways.MSW as never), {
    ...options,
    concurrency: 1,
    effects: ['reset', 'empty'],
  });
  const tried = new Set(report.notTried.map(({ effect }) => effect));
  expect(tried).toContain('reset-before');
  expect(tried).not.toContain('empty-200');
}, 30_000);

test('a replay says where the calls are others', async () => {
  const [capsule] = await capsulesOf(readHistory, ['empty']);
  if (!capsule) throw new Error('there is no capsule');
  const another: Call = async (way, context, heard) => {
    await ask(way, heard, `${way.origins.lufff}/make_pic/api/nothing/`, {});
    return readHistory(way, context, heard);
  };
  const { differences } = await replay(capsule, scenario(another, ways.ports as never));
  expect(differences).not.toEqual([]);
});
