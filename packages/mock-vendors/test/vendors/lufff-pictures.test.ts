import sharp from 'sharp';
import { expect, it } from 'vitest';
import { account, img_url, type Lufff, lufff, openPictures } from '../helpers/lufff.ts';

const [noCredit, badImage] = [3, 6];

const cutOut = async ({ ask }: Lufff, url = img_url, more: object = {}) =>
  (await ask('rm_pic_bg', { ...account, img_url: url, ...more })).body;

const creditOf = async ({ ask }: Lufff) =>
  (await ask('get_left_credit_by_phone', { phone: '13800138000' })).body.data.credit;

async function pictureOf({ get }: Lufff, url: string) {
  const { body, headers } = await get(url);
  const { channels } = await sharp(body).stats();
  const { width, height, format, hasAlpha } = await sharp(body).metadata();
  return { width, height, format, hasAlpha, type: headers['content-type'], channels };
}

it('cuts out a real picture: the background becomes transparent, the subject stays', async () => {
  const mock = lufff();
  const { data } = await cutOut(mock, `${await openPictures()}/photo.png`);
  const picture = await pictureOf(mock, data.rm_bg_pic_url);
  expect(picture).toMatchObject({ width: 24, height: 16, format: 'png', hasAlpha: true, type: 'image/png' });
  expect(picture.channels[3]).toMatchObject({ min: 0, max: 255 });
});

it('takes a credit for each cut-out, also of the same picture, and tells its ledger', async () => {
  const mock = lufff();
  for (let i = 0; i < 5; i++) expect((await cutOut(mock)).status).toBe(0);
  expect(await cutOut(mock)).toMatchObject({ status: noCredit });
  expect(mock.world.ledger.entries).toHaveLength(5);
  expect(mock.world.ledger.entries[0]).toMatchObject({
    vendor: 'lufff',
    account: '100001',
    credits: 1,
    endpoint: 'rmPicBg',
    reference: expect.stringMatching(/^MKCV\d{13}\.png$/),
  });
  expect(new Set(mock.world.ledger.entries.map(({ reference }) => reference)).size).toBe(5);
});

it('never gives one credit to two calls at the same time', async () => {
  const mock = lufff();
  mock.setCredits(1);
  const answers = await Promise.all([cutOut(mock), cutOut(mock)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([0, noCredit]);
  expect(await creditOf(mock)).toBe(0);
});

it.each(['/text.jpg', '/empty.jpg', '/gone.jpg', '/cut.jpg', '/to?/to?/to?/to?/to?/photo.jpg'])(
  'cannot use %s, and takes no credit for it',
  async (path) => {
    const mock = lufff();
    expect(await cutOut(mock, (await openPictures()) + path)).toMatchObject({
      status: badImage,
      msg: expect.stringMatching(/^image can not be downloaded or decoded: /),
    });
    expect([await creditOf(mock), mock.world.ledger.entries]).toEqual([5, []]);
  },
);

it('cannot use a picture that is too large', async () => {
  const url = `${await openPictures()}/photo.jpg`;
  expect(await cutOut(lufff({ maxImageBytes: 100 }), url)).toMatchObject({
    status: badImage,
    msg: expect.stringContaining('too large'),
  });
});

it('charges for failures if it is told to', async () => {
  const mock = lufff({ chargeFailures: true });
  await cutOut(mock, 'http://10.0.0.1/cat.jpg');
  expect([await creditOf(mock), mock.world.ledger.cost()]).toEqual([4, 1]);
});

it.each([
  'http://10.0.0.1/a.jpg',
  'http://172.20.1.1/a.jpg',
  'http://192.168.1.1/a.jpg',
  'http://169.254.169.254/latest/meta-data',
  'http://100.64.0.1/a.jpg',
  'http://0.0.0.0/a.jpg',
  'http://[fd00::1]/a.jpg',
  'http://[fe80::1]/a.jpg',
  'http://[::ffff:10.0.0.1]/a.jpg',
  'http://0x0a.1/a.jpg',
  'http://intranet/a.jpg',
  'http://printer.local/a.jpg',
  'http://127.0.0.1:1/nobody-listens.jpg',
])('cannot reach %s', async (url) => {
  expect(await cutOut(lufff(), url)).toMatchObject({ status: badImage });
});

it('leaves public addresses alone: each URL stands for a picture of its own', async () => {
  const mock = lufff();
  const urlOf = async (url: string) => (await cutOut(mock, url)).data.rm_bg_pic_url;
  const [one, same, other] = [
    await urlOf(img_url),
    await urlOf(img_url),
    await urlOf('https://8.8.8.8/dog.jpg'),
  ];
  const [first, second, third] = await Promise.all(
    [one, same, other].map(async (url) => (await mock.get(url)).body),
  );
  expect(first.equals(second)).toBe(true);
  expect(first.equals(third)).toBe(false);
});

it('follows redirects on this machine, but none that lead away from it', async () => {
  const server = await openPictures();
  const mock = lufff();
  const sizeOf = async (url: string) => {
    const { data } = await cutOut(mock, url);
    const { width, height } = await pictureOf(mock, data.rm_bg_pic_url);
    return [width, height];
  };
  expect(await sizeOf(`${server}/to?/photo.jpg`)).toEqual([24, 16]);
  expect(await sizeOf(`${server}/to?https://example.com/cat.jpg`)).toEqual([240, 320]);
  expect(await cutOut(mock, `${server}/to?http://10.0.0.1/a.jpg`)).toMatchObject({ status: badImage });
  expect(await cutOut(mock, `${server}/to?file:///etc/hosts`)).toMatchObject({ status: badImage });
});

it('fetches from hosts that the settings name', async () => {
  const url = `${await openPictures()}/photo.png`.replace('127.0.0.1', '0.0.0.0');
  expect(await cutOut(lufff(), url)).toMatchObject({ status: badImage });
  expect(await cutOut(lufff({ fetchFrom: ['0.0.0.0'] }), url)).toMatchObject({ status: 0 });
});

it('reads an image out of a bucket of the same world, if everybody may', async () => {
  const mock = lufff();
  const { data } = await cutOut(mock, `${await openPictures()}/photo.png`);
  expect((await cutOut(mock, data.rm_bg_pic_url)).status).toBe(0);
  expect(await cutOut(mock, 'http://127.0.0.1:4012/mock-bucket/private.jpg')).toMatchObject({
    status: badImage,
    msg: expect.stringContaining('HTTP 403'),
  });
  mock.world.faults.add({ vendor: 'aliyun-oss', effect: { connection: 'reset', when: 'after' } });
  expect(await cutOut(mock, data.rm_bg_pic_url)).toMatchObject({ status: badImage });
});

it('lists the latest first, page by page, and each account its own', async () => {
  const mock = lufff();
  for (let i = 1; i <= 3; i++) await cutOut(mock, `https://example.com/${i}.jpg`);
  await mock.ask('rm_pic_bg_with_uuid', { uuid: 'me', img_url });
  const list = async (who: object, page: number, size: unknown = 2) =>
    (await mock.ask('get_rm_bg_list', { ...who, page, size })).body.data;
  expect((await list(account, 1)).list.map((row: { img_url: string }) => row.img_url)).toEqual([
    'https://example.com/3.jpg',
    'https://example.com/2.jpg',
  ]);
  expect(await list(account, 2, '2')).toMatchObject({ list: [{ id: 1 }], page: 2, size: 2, total_count: 3 });
  expect(await list(account, 3)).toMatchObject({ list: [], total_count: 3 });
  const { id, token } = (await mock.ask('login_with_unikey', { unikey: 'me' })).body.data;
  expect(await list({ customer_id: id, token }, 1)).toMatchObject({
    list: [{ customer_id: id }],
    total_count: 1,
  });
});

it('tells the number of rows for the size if it is told to', async () => {
  const mock = lufff({ sizeIsRowCount: true });
  await cutOut(mock);
  const { data } = (await mock.ask('get_rm_bg_list', { ...account, page: 1, size: 50 })).body;
  expect(data).toMatchObject({ size: 1 });
});

it('does what each picture type asks for', async () => {
  const mock = lufff();
  const photo = `${await openPictures()}/photo.jpg`;
  const alphaOf = async (more: object) => {
    const { data } = await cutOut(mock, photo, more);
    return (await pictureOf(mock, data.rm_bg_pic_url)).hasAlpha;
  };
  const rectangles = '[{"height":8,"width":8,"x":8,"y":4}]';
  expect(await alphaOf({ pic_type: 'human' })).toBe(true);
  expect(await alphaOf({ pic_type: 'head' })).toBe(true);
  expect(await alphaOf({ pic_type: 'beautify' })).toBe(false);
  expect(await alphaOf({ pic_type: 'img_fix', rectangles })).toBe(false);
});

const idPhoto = {
  unikey: 'me',
  img_url,
  bgColor: '#ff0000',
  dpi: 300,
  mmWidth: 25,
  mmHeight: 35,
  printBgColor: '255,255,255',
  printMmWidth: 127,
  printMmHeight: 89,
};

it('makes an ID photo of the size asked for, and a sheet of them', async () => {
  const mock = lufff();
  const { data } = (await mock.ask('certificate_photo_with_unikey', idPhoto)).body;
  expect(await pictureOf(mock, data.cer_img_url)).toMatchObject({ width: 295, height: 413, hasAlpha: false });
  expect(await pictureOf(mock, data.layout_img_url)).toMatchObject({ width: 1500, height: 1051 });
});

it.each([{ bgColor: 'red' }, { bgColor: '256,0,0' }, { mmWidth: 9999 }, { dpi: 0 }])(
  'makes no ID photo with %j',
  async (wrong) => {
    const { ask, world } = lufff();
    expect((await ask('certificate_photo_with_unikey', { ...idPhoto, ...wrong })).body.status).toBe(1);
    expect(world.ledger.entries).toEqual([]);
  },
);

it('serves a result itself where there is no OSS beside it, and no other file', async () => {
  const mock = lufff();
  const { rm_bg_pic_url } = (await mock.ask('rm_pic_bg', { ...account, img_url })).body.data;
  const own = rm_bg_pic_url.replace(':4012/', ':4014/');
  expect(await mock.get(own)).toMatchObject({ status: 200, headers: { 'content-type': 'image/png' } });
  expect(await mock.get(own.replace('MKCV', 'MKCV1'))).toMatchObject({
    status: 404,
    headers: { 'content-type': 'text/plain' },
    body: 'Not Found',
  });
});
