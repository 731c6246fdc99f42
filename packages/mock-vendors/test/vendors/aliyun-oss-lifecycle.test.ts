import { expect, it } from 'vitest';
import { call, openOss, signedV1 } from '../helpers/oss.ts';

const day = 86_400_000;
const configure = (subResource: string, body: string) => ({
  method: 'PUT',
  path: `/mock-bucket/?${subResource}`,
  body,
});
const rulesOf = (...rules: string[]) =>
  configure(
    'lifecycle',
    `<LifecycleConfiguration>${rules
      .map((rule) => `<Rule><Prefix>a</Prefix><Status>Enabled</Status>${rule}</Rule>`)
      .join('')}</LifecycleConfiguration>`,
  );
const versioning = configure(
  'versioning',
  '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
);

async function open(...configurations: ReturnType<typeof configure>[]) {
  const oss = await openOss();
  for (const one of configurations) expect((await call(oss, one)).status).toBe(200);
  const put = (key: string, headers = {}) =>
    call(oss, { method: 'PUT', path: `/mock-bucket/${key}`, headers, body: 'x' });
  const get = (key: string) => call(oss, { path: `/mock-bucket/${key}` });
  const versions = async () => {
    const { text } = await oss.ask({
      path: '/mock-bucket/?versions',
      headers: signedV1({ method: 'GET', resource: '/mock-bucket/?versions', now: oss.clock.now() }),
    });
    return [...text.matchAll(/<(Version|DeleteMarker)><Key>(\w+)/g)].map(([, kind, key]) => `${kind} ${key}`);
  };
  return { oss, put, get, versions, wait: (days: number) => oss.clock.advance(days * day) };
}

it('deletes objects on the clock of the world', async () => {
  const { put, get, wait } = await open(rulesOf('<Expiration><Days>2</Days></Expiration>'));
  await put('a1');
  await put('kept');
  wait(1.9);
  expect((await get('a1')).status).toBe(200);
  wait(0.2);
  expect([(await get('a1')).status, (await get('kept')).status]).toEqual([404, 200]);
});

it('puts a marker where there are versions, and deletes those when their own time has come', async () => {
  const { put, get, versions, wait } = await open(
    versioning,
    rulesOf(
      '<Expiration><Days>10</Days></Expiration><NoncurrentVersionExpiration><NoncurrentDays>5</NoncurrentDays></NoncurrentVersionExpiration>',
    ),
  );
  await put('a1');
  wait(1);
  await put('a1');
  wait(4);
  expect(await versions()).toEqual(['Version a1', 'Version a1']);
  wait(1);
  expect(await versions()).toEqual(['Version a1']);
  wait(5);
  expect((await get('a1')).headers).toMatchObject({ 'x-oss-delete-marker': 'true' });
  expect(await versions()).toEqual(['DeleteMarker a1', 'Version a1']);
  wait(5);
  expect(await versions()).toEqual(['DeleteMarker a1']);
});

it('deletes markers that no version is left behind', async () => {
  const { oss, put, versions, wait } = await open(
    versioning,
    rulesOf('<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>'),
  );
  const marked = async (key: string) => call(oss, { method: 'DELETE', path: `/mock-bucket/${key}` });
  await marked('a1');
  await put('a2');
  await marked('a2');
  wait(1);
  expect(await versions()).toEqual(['DeleteMarker a2', 'Version a2']);
});

it('moves objects to colder storage, and never back', async () => {
  const { put, get, wait } = await open(
    rulesOf(
      '<Transition><Days>1</Days><StorageClass>IA</StorageClass></Transition><Transition><Days>3</Days><StorageClass>Archive</StorageClass></Transition>',
    ),
  );
  await put('a1');
  await put('a2', { 'x-oss-storage-class': 'Archive' });
  wait(1);
  expect((await get('a1')).headers).toMatchObject({ 'x-oss-storage-class': 'IA' });
  expect((await get('a2')).status).toBe(403);
  wait(2);
  expect((await get('a1')).status).toBe(403);
});

it('lists when an object came to cold archive', async () => {
  const { oss, put, wait } = await open(
    rulesOf(
      '<Transition><Days>1</Days><StorageClass>IA</StorageClass></Transition><Transition><Days>3</Days><StorageClass>ColdArchive</StorageClass></Transition>',
    ),
  );
  const list = async () => (await call(oss, { path: '/mock-bucket/' })).text;
  await put('a1');
  wait(1);
  expect(await list()).not.toContain('<TransitionTime>');
  wait(2);
  expect(await list()).toContain('<StorageClass>ColdArchive</StorageClass><TransitionTime>20');
});

it('chooses objects by their tags, their size and what is left out', async () => {
  const expiration = '<Expiration><Days>1</Days></Expiration>';
  const { put, get, wait } = await open(
    rulesOf(
      `${expiration}<Tag><Key>temporary</Key><Value>yes</Value></Tag>`,
      `${expiration}<Filter><ObjectSizeLessThan>1</ObjectSizeLessThan></Filter>`,
      `${expiration}<Filter><Not><Prefix>a</Prefix></Not></Filter>`,
    ),
  );
  await put('a1', { 'x-oss-tagging': 'temporary=yes' });
  await put('a2', { 'x-oss-tagging': 'temporary=no' });
  await put('a3');
  wait(2);
  const statuses = await Promise.all(['a1', 'a2', 'a3'].map(async (key) => (await get(key)).status));
  expect(statuses).toEqual([404, 200, 200]);
});

it('aborts uploads in parts that nobody completes', async () => {
  const { oss, wait } = await open(rulesOf('<AbortMultipartUpload><Days>1</Days></AbortMultipartUpload>'));
  for (const path of ['/mock-bucket/a1', '/mock-bucket/kept', '/make-cv/a1'])
    await call(oss, { method: 'POST', path: `${path}?uploads` });
  const keys = async (bucket = 'mock-bucket') =>
    (await call(oss, { path: `/${bucket}/?uploads` })).text.match(/(?<=<Key>)\w+/g);
  wait(0.5);
  expect(await keys()).toEqual(['a1', 'kept']);
  wait(0.6);
  expect(await keys()).toEqual(['kept']);
  expect(await keys('make-cv')).toEqual(['a1']);
});

it('looks at a bucket once a minute', async () => {
  const { oss, put, get } = await open(rulesOf('<Expiration><Days>1</Days></Expiration>'));
  await put('a1');
  oss.clock.advance(day - 1_000);
  expect((await get('a1')).status).toBe(200);
  oss.clock.advance(59_999);
  expect((await get('a1')).status).toBe(200);
  oss.clock.advance(1);
  expect((await get('a1')).status).toBe(404);
});

it('deletes older versions by their tags, and older markers by their keys', async () => {
  const action =
    '<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>';
  const { oss, put, versions, wait } = await open(
    versioning,
    rulesOf(`<Tag><Key>temporary</Key><Value>yes</Value></Tag>${action}`),
  );
  await put('a1', { 'x-oss-tagging': 'temporary=yes' });
  await put('a1', { 'x-oss-tagging': 'temporary=no' });
  await call(oss, { method: 'DELETE', path: '/mock-bucket/a1' });
  await put('a1');
  expect(await versions()).toEqual(['Version a1', 'DeleteMarker a1', 'Version a1', 'Version a1']);
  wait(2);
  expect(await versions()).toEqual(['Version a1', 'Version a1']);
});

it('counts the days of a version from when the next one came', async () => {
  const { put, versions, wait } = await open(
    versioning,
    rulesOf('<NoncurrentVersionExpiration><NoncurrentDays>4</NoncurrentDays></NoncurrentVersionExpiration>'),
  );
  const counts: number[] = [];
  for (let day = 0; day < 3; day++) {
    await put('a1');
    wait(1);
  }
  for (let day = 3; day < 7; day++) {
    counts.push((await versions()).length);
    wait(1);
  }
  expect(counts).toEqual([3, 3, 2, 1]);
});

it('moves older versions to colder storage, and says when an object came into the coldest', async () => {
  const older = '<NoncurrentDays>1</NoncurrentDays><StorageClass>IA</StorageClass>';
  const { oss, put, get, wait } = await open(
    versioning,
    rulesOf(
      `<NoncurrentVersionTransition>${older}</NoncurrentVersionTransition>`,
      '<Transition><Days>2</Days><StorageClass>ColdArchive</StorageClass></Transition>',
    ),
  );
  const { headers } = await put('a1');
  const old = `/mock-bucket/a1?versionId=${headers['x-oss-version-id']}`;
  await put('a1');
  wait(1);
  expect((await call(oss, { path: old })).headers['x-oss-storage-class']).toBe('IA');
  expect((await get('a1')).headers['x-oss-storage-class']).toBe('Standard');
  wait(1);
  const movedAt = new Date(oss.clock.now()).toUTCString();
  const times: unknown[] = [];
  for (let day = 0; day < 2; day++) {
    const { headers } = await call(oss, { method: 'HEAD', path: '/mock-bucket/a1' });
    times.push(headers['x-oss-transition-time']);
    wait(1);
  }
  expect(times).toEqual([movedAt, movedAt]);
});
