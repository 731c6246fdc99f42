import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { mockVendors } from '@api-repack/mock-vendors';
import { tokenOf } from './fangtang.ts';
import { signedV1 } from './oss.ts';
import { jpeg, png } from './pictures.ts';

export interface Ask {
  readonly vendor: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export type Send = (ask: Ask) => Promise<Answered>;

interface Step {
  readonly name: string;
  /** What was answered before, by the names of steps. */
  readonly ask: (answers: ReadonlyMap<string, Answered>) => Ask;
}

const boundary = 'a-boundary';

function multipart(parts: Readonly<Record<string, string | Buffer>>): Pick<Ask, 'headers' | 'body'> {
  const encoded = Object.entries(parts).flatMap(([name, value]) => {
    const file = typeof value === 'string' ? '' : '; filename="фото 1.png"\r\nContent-Type: image/png';
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`;
    return [Buffer.from(head), Buffer.from(value as string), Buffer.from('\r\n')];
  });
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat([...encoded, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

const json = (value: unknown): Pick<Ask, 'headers' | 'body'> => ({
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
});

const seconds = Date.UTC(2026, 0, 1) / 1000;
const signature = { token: tokenOf('hiliad', seconds), third_code: 'hiliad' };

function fangtang(
  path: string,
  fields: Readonly<Record<string, string | Buffer>>,
  token = signature.token,
): Ask {
  const { headers, body } = multipart({ third_code: signature.third_code, platform: 'pc', ...fields });
  return {
    vendor: 'fangtang',
    method: 'POST',
    path: `/api/third/${path}`,
    headers: { ...headers, token },
    body,
  };
}

const lufff = (path: string, value: unknown, method = 'POST'): Ask => ({
  vendor: 'lufff',
  method,
  path,
  ...(method === 'POST' && json(value)),
});

const picwish = (method: string, path: string, body?: Buffer | Record<string, string | Buffer>): Ask => {
  const form = body && multipart(body as Record<string, string | Buffer>);
  return {
    vendor: 'picwish',
    method,
    path,
    ...form,
    headers: { ...form?.headers, 'x-api-key': 'mock-picwish-key' },
  };
};

/** Every byte, in an order that no text has. */
const binary = Buffer.from(Array.from({ length: 70_000 }, (_, i) => crc32(String(i)) & 0xff));

function oss(method: string, key: string, more: Partial<Ask> = {}): Ask {
  const signed = signedV1({
    method,
    resource: `/mock-bucket/${key}`,
    now: seconds * 1000,
    headers: more.headers ?? {},
  });
  const path = `/mock-bucket/${encodeURIComponent(key)}`;
  return { vendor: 'aliyun-oss', method, path, ...more, headers: signed };
}

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('base64');
const bytesOf = async (file: Blob) => Buffer.from(await file.arrayBuffer());
const [pngBytes, jpegBytes] = await Promise.all([bytesOf(png), bytesOf(jpeg)]);

const first = (pattern: RegExp, answered: Answered | undefined) =>
  pattern.exec(String(answered?.body))?.[1] ?? '';
const idOf = (answered: Answered | undefined) => first(/([0-9a-f]{32})/, answered);
const taskOf = (answered: Answered | undefined) => first(/"task_id":"([^"]+)/, answered);

const step = (name: string, ask: Ask | Step['ask']): Step => ({
  name,
  ask: typeof ask === 'function' ? ask : () => ask,
});

/** On a port, two APIs of one vendor have one answer for what neither knows. */
const firstOnEachPort = mockVendors.filter(
  ({ portOffset }, i) => mockVendors.findIndex((mock) => mock.portOffset === portOffset) === i,
);

const others = firstOnEachPort.flatMap(({ name }) => [
  step(`${name}: an unknown path`, { vendor: name, method: 'GET', path: '/nothing/here?q=%E7%8C%AB' }),
  step(`${name}: a wrong method`, {
    vendor: name,
    method: 'PATCH',
    path: '/api/third/photo/status',
    body: binary,
  }),
  step(`${name}: HEAD`, { vendor: name, method: 'HEAD', path: '/nothing/here' }),
]);

/** Calls of all vendors: JSON, forms, files both ways, errors, other letters, and bytes that are no text. */
export const transcript: readonly Step[] = [
  step('fangtang: balance', fangtang('company/nums', {})),
  step('fangtang: upload', fangtang('uploads', { seq: 'repair', file: pngBytes })),
  step('fangtang: upload of a JPEG', fangtang('uploads', { seq: 'repair,bg', rgb: '-1', file: jpegBytes })),
  step('fangtang: upload of noise', fangtang('uploads', { seq: 'repair', file: binary })),
  step('fangtang: status', (a) => fangtang('status', { mdf: idOf(a.get('fangtang: upload')) })),
  step('fangtang: URL', (a) => fangtang('download', { mdf: idOf(a.get('fangtang: upload')) })),
  step('fangtang: result', (a) => ({
    vendor: 'fangtang',
    method: 'GET',
    path: `/api/hiliad/download/${idOf(a.get('fangtang: upload'))}.png`,
  })),
  step('fangtang: wrong token', fangtang('status', { mdf: 'x' }, `${'0'.repeat(32)},${seconds}`)),
  step('fangtang: cut form', {
    ...fangtang('company/nums', {}),
    body: Buffer.from(`--${boundary}\r\nContent-`),
  }),
  step('lufff: credit', lufff('/make_pic/api/get_left_credit_by_phone/', { phone: '13800138000' })),
  step('lufff: other letters', lufff('/make_pic/api/get_left_credit_by_phone/', { phone: '电话 ☎ \u0000' })),
  step('lufff: not JSON', lufff('/make_pic/api/get_left_credit_by_phone/', '{"phone":')),
  step(
    'picwish: task',
    picwish('POST', '/api/tasks/visual/segmentation', { image_file: pngBytes, sync: '0' }),
  ),
  step('picwish: state', (a) =>
    picwish('GET', `/api/tasks/visual/segmentation/${taskOf(a.get('picwish: task'))}`),
  ),
  step(
    'picwish: file',
    picwish('POST', '/api/tasks/visual/scale', { image_file: pngBytes, sync: '1', return_type: '3' }),
  ),
  step('picwish: no key', { vendor: 'picwish', method: 'GET', path: '/api/tasks/visual/segmentation/1' }),
  step('picwish-web: login', {
    vendor: 'picwish-web',
    method: 'POST',
    path: '/base/passport/v2/login/telephone',
    ...json({ telephone: '13800138000', password: 'mock-password' }),
  }),
  step(
    'oss: put',
    oss('PUT', '猫 & dog+1.bin', {
      headers: { 'content-md5': md5(binary), 'x-oss-meta-a': 'b' },
      body: binary,
    }),
  ),
  step('oss: get', oss('GET', '猫 & dog+1.bin')),
  step('oss: range', {
    ...oss('GET', '猫 & dog+1.bin'),
    headers: { ...oss('GET', '猫 & dog+1.bin').headers, range: 'bytes=5-300' },
  }),
  step('oss: head', oss('HEAD', '猫 & dog+1.bin')),
  step('oss: wrong digest', oss('PUT', 'b', { headers: { 'content-md5': md5(pngBytes) }, body: binary })),
  step('oss: wrong signature', { ...oss('GET', 'b'), path: '/mock-bucket/c' }),
  step('oss: delete', oss('DELETE', '猫 & dog+1.bin')),
  step('oss: get what is gone', oss('GET', '猫 & dog+1.bin')),
  step('oss: head of what is gone', oss('HEAD', '猫 & dog+1.bin')),
  ...others,
];

/** All answers, by the names of the steps. */
export async function run(send: Send): Promise<ReadonlyMap<string, Answered>> {
  const answers = new Map<string, Answered>();
  for (const { name, ask } of transcript) answers.set(name, await send(ask(answers)));
  return answers;
}
