import { defineMockVendor } from '@api-repack/mock-vendors';

interface Key {
  left: number;
}

interface Cutout {
  readonly key: string;
  readonly picture: string;
  readonly createdAt: number;
}

/** A vendor that removes backgrounds: upload, poll, download, a credit for each upload. */
export const cutter = defineMockVendor({
  name: 'cutter',
  baseUrl: 'https://api.cutter.example',
  demoCredentials: [{ apiKey: 'demo-key' }],
  // As plain data, so that worlds can be copied, reset and saved.
  state: () => ({
    keys: new Map<string, Key>([['demo-key', { left: 10 }]]),
    cutouts: new Map<string, Cutout>(),
  }),
  // What the manual leaves open. Tests change it: serve({ settings: { cutter: { retentionS: 60 } } }).
  settings: { retentionS: 3_600 },
  errors: {
    wrongKey: {
      code: 'wrong_key',
      status: 401,
      kind: 'auth',
      message: 'unknown API key',
      by: 'a call without x-api-key, or with an unknown one',
      source: 'manual, section 2',
    },
    noCredits: {
      code: 'no_credits',
      status: 402,
      kind: 'quota',
      message: 'no credits left',
      source: 'manual, section 5',
    },
    noPicture: { code: 'no_picture', message: 'image is missing', by: 'an upload without image' },
    notFound: { code: 'not_found', status: 404, kind: 'not-found', message: 'no such cutout' },
    // Nothing here causes it, but a fault can: { vendor: 'cutter', effect: { error: 'overloaded' } }.
    overloaded: { code: 'overloaded', status: 503, kind: 'unavailable', message: 'try again later' },
  },
  accountOf: (headers) => headers['x-api-key'],
  wrapError: ({ code, message }) => ({ error: { code, message } }),
  endpoints: {
    createCutout: {
      method: 'POST',
      path: '/v1/cutouts',
      handle(call) {
        const apiKey = call.headers['x-api-key'] ?? '';
        const key = call.state.keys.get(apiKey) ?? call.fail('wrongKey');
        const image = call.file('image') ?? call.fail('noPicture');
        if (key.left < 1) call.fail('noCredits');
        const id = call.startTask();
        key.left -= 1;
        call.charge({ account: apiKey, credits: 1, reference: id });
        call.state.cutouts.set(id, { key: apiKey, picture: call.keep(image), createdAt: call.now });
        return { id, state: 'queued' };
      },
    },
    readCutout: {
      method: 'GET',
      path: '/v1/cutouts/:id',
      handle(call) {
        const id = call.param('id');
        const cutout = call.state.cutouts.get(id) ?? call.fail('notFound');
        if (cutout.key !== call.headers['x-api-key']) call.fail('notFound');
        if (call.now > cutout.createdAt + call.settings.retentionS * 1_000) call.fail('notFound');
        const task = call.task(id) ?? call.fail('notFound');
        if (task.phase !== 'done') return { id, state: task.phase };
        return { id, state: 'done', url: `${call.origin}/files/${id}.png` };
      },
    },
    file: {
      method: 'GET',
      path: '/files/:name',
      handle(call) {
        const cutout = call.state.cutouts.get(call.param('name').replace('.png', ''));
        const body = call.kept(cutout?.picture ?? '') ?? call.fail('notFound');
        return { status: 200, headers: { 'content-type': 'image/png' }, body };
      },
    },
    balance: {
      method: 'GET',
      path: '/v1/balance',
      handle: (call) => ({
        left: (call.state.keys.get(call.headers['x-api-key'] ?? '') ?? call.fail('wrongKey')).left,
      }),
    },
  },
});
