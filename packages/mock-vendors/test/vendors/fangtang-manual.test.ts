import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { openPort } from '../helpers/adapters.ts';
import { type Answered, type Fangtang, fangtang, tokenOf } from '../helpers/fangtang.ts';
import { jpeg, text } from '../helpers/pictures.ts';

const fixtures = new URL('../../../core/fixtures/fangtang/', import.meta.url);
const upload = { seq: 'bg', rgb: '235,51,35', platform: 'pc', file: jpeg };
const unknown = '0'.repeat(32);

async function afterUpload(mock: Fangtang, path: string): Promise<Answered> {
  const isV1 = path.startsWith('photo/');
  const made = isV1
    ? await mock.ask('photo/upload', { repair_type: 'sr', file: jpeg })
    : await mock.ask('uploads', upload);
  mock.clock.advance(10_000);
  return mock.ask(path, { mdf: made.body.data.mdf, platform: 'pc' });
}

/** How to make the mock answer what each example of the manuals shows. */
const scenarios: Readonly<Record<string, (mock: Fangtang) => Promise<Answered>>> = {
  'uploads.ok': ({ ask }) => ask('uploads', upload),
  'uploads.unsupported-file': ({ ask }) => ask('uploads', { ...upload, file: text }),
  'status.ok': (mock) => afterUpload(mock, 'status'),
  'status.unknown-image': ({ ask }) => ask('status', { mdf: unknown, platform: 'pc' }),
  'download.ok': (mock) => afterUpload(mock, 'download'),
  'download.expired-image': ({ ask }) => ask('download', { mdf: unknown }),
  'nums.ok': ({ ask }) => ask('company/nums', {}),
  'nums.ok-v1': ({ ask }) => ask('company/nums', {}),
  'nums.unknown-channel': unknownChannel,
  'nums.unknown-channel-v1': unknownChannel,
  'photoUpload.ok': ({ ask }) => ask('photo/upload', { repair_type: 'sr', file: jpeg }),
  'photoUpload.unsupported-file': ({ ask }) => ask('photo/upload', { repair_type: 'sr', file: text }),
  'photoStatus.ok': (mock) => afterUpload(mock, 'photo/status'),
  'photoStatus.unknown-image': ({ ask }) => ask('photo/status', { mdf: unknown }),
  'photoDownload.ok': (mock) => afterUpload(mock, 'photo/download'),
  'photoDownload.expired-image': ({ ask }) => ask('photo/download', { mdf: unknown }),
};

function unknownChannel(): Promise<Answered> {
  return fangtang({}, { checkTokenOnNums: false }).ask('company/nums', { third_code: 'nobody' });
}

const accident = 'cut to 28 digits by an accident of editing: the revision before had 32, as ids have';
const erratum = 'the edit that shortened hiliad to hili in three places and left its digest';
const comma = 'the web page that the v1 manual was taken from prints ASCII commas';

/** Where the mock does not answer as the manuals print, and why. */
const settled: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'status.ok': {
    'data.mdfs.0.src_url': accident,
    'data.mdfs.0.wmk_url': accident,
    'data.mdfs.0.icon_url': accident,
  },
  'download.ok': { 'data.url': erratum },
  'nums.ok': { 'data.code': erratum },
  'photoUpload.ok': { 'data.img_url': 'the mock names the file by its id, where the manual shows a UUID' },
  'photoStatus.unknown-image': { msg: comma },
  'photoDownload.expired-image': { msg: comma },
};

/** Every leaf by its path: numbers as they are; texts without host, and with ids and digits made alike. */
function leaves(value: unknown, path: string[] = []): [string, unknown][] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, inner]) => leaves(inner, [...path, name]));
  const shape =
    typeof value === 'string'
      ? value
          .replace(/^https?:\/\/[^/]+/, '')
          .replace(/[0-9a-f]{32}/g, '<id>')
          .replace(/\d+/g, '#')
      : value;
  return [[path.join('.'), shape]];
}

it.each(readdirSync(fixtures).map((file) => file.replace('.json', '')))(
  'answers like the example %s',
  async (name) => {
    const { response } = JSON.parse(readFileSync(new URL(`${name}.json`, fixtures), 'utf8'));
    const answered = await scenarios[name]?.(fangtang());
    expect(answered).toMatchObject({
      status: response.status,
      headers: { 'content-type': expect.stringMatching(/json/) },
    });

    const expected = Object.fromEntries(leaves(response.body));
    const actual = Object.fromEntries(leaves(answered?.body));
    expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
    const different = Object.keys(expected).filter((path) => actual[path] !== expected[path]);
    expect(different).toEqual(Object.keys(settled[name] ?? {}));
  },
);

/** The manual's table of states. */
it.each([
  [2001, '任务正在队列中等待处理'],
  [2002, '任务处理完成'],
  [2003, '图像超分中'],
  [2004, '图像换底色中'],
  [2005, '图像抠图中'],
  [2006, '图像划痕修复中'],
  [2007, '图像去雾化中'],
  [2008, '图像修复中'],
  [2009, '图像上色中'],
  [2010, '任务失败'],
])('calls state %i as the manual does', async (task, state) => {
  const { ask } = fangtang({ taskTiming: { mode: 'scripted', states: [task] } });
  const { mdf } = (await ask('uploads', upload)).body.data;
  const { mdfs } = (await ask('status', { mdf, platform: 'pc' })).body.data;
  expect(mdfs).toMatchObject([{ task, state }]);
});

/** As the v1 manual prints them. */
const commands = {
  upload: String.raw`curl --location --request POST 'XXXXXX/api/third/photo/upload' \
--header 'token: XXXXX' \
--form 'repair_type="bg"' \
--form 'third_code="XXXXXX"' \
--form 'file=@"/Users/max/Downloads/7c7a7c7964e02f022c6e7aeae12c8786.jpg"' \
--form 'rgb="255,255,255"'`,
  status: String.raw`curl --location --request POST 'XXXXXX/api/third/photo/status' \
--header 'token: XXXXX' \
--form 'mdf="XXXXX"' \
--form 'third_code="XXXX"'`,
  download: String.raw`curl --location --request POST 'XXXXX/api/third/photo/download' \
--header 'token: XXXXX' \
--form 'mdf="XXXXX"' \
--form 'third_code="XXXXX"'`,
  nums: String.raw`curl --location --request POST 'XXXXX/api/third/company/nums' \
--header 'token: XXXXX' \
--form 'third_code="XXXXX"'`,
};

it("takes the manual's curl commands as they stand", async ({ skip }) => {
  skip(spawnSync('curl', ['--version']).status !== 0, 'curl is not installed');
  const { world, origins } = await openPort();
  const folder = await mkdtemp(join(tmpdir(), 'fangtang-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const photo = join(folder, 'photo.jpg');
  await writeFile(photo, new Uint8Array(await jpeg.arrayBuffer()));

  const run = async (command: string, mdf = '') => {
    const filled = command
      .replace(/X+(?=\/api)/, origins.fangtang ?? '')
      .replace(/(token: )X+/, `$1${tokenOf('hiliad', Math.floor(world.clock.now() / 1000))}`)
      .replace(/(third_code=")X+/, '$1hiliad')
      .replace(/(mdf=")X+/, `$1${mdf}`)
      .replace(/\/Users.*\.jpg/, photo);
    const environment = { PATH: process.env.PATH };
    return JSON.parse((await promisify(execFile)('sh', ['-c', filled], { env: environment })).stdout);
  };

  const { mdf } = (await run(commands.upload)).data;
  expect(await run(commands.status, mdf)).toMatchObject({ data: { status: 100 } });
  world.clock.advance(10_000);
  expect(await run(commands.status, mdf)).toMatchObject({ data: { status: 200 } });
  const { url } = (await run(commands.download, mdf)).data;
  expect((await fetch(url)).headers.get('content-type')).toBe('image/jpeg');
  expect(await run(commands.nums)).toEqual({ code: 200, data: { code: 'hiliad', nums: 97 } });
});
