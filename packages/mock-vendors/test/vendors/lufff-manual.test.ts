import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Answered, account, img_url, type Lufff, lufff, phone } from '../helpers/lufff.ts';

const fixtures = new URL('../../../core/fixtures/lufff/', import.meta.url);

/** How to make the mock answer what each example of the manual shows. */
const scenarios: Readonly<Record<string, (mock: Lufff) => Promise<Answered>>> = {
  'sendSmsVcode.ok': ({ ask }) => ask('send_sms_vcode', { phone: '12345678901' }),
  'loginWithPhoneAndVcode.ok': ({ ask }) => ask('login_with_phone_and_vcode', { phone, vcode: '1234' }),
  'rmPicBg.ok': ({ ask }) => ask('rm_pic_bg', { ...account, img_url }),
  'rmPicBgWithUuid.ok': ({ ask }) => ask('rm_pic_bg_with_uuid', { uuid: 'me', img_url }),
  'getRmBgList.ok': async ({ ask }) => {
    await ask('rm_pic_bg', { ...account, img_url });
    return ask('get_rm_bg_list', { ...account, page: 1, size: 1 });
  },
  'getLeftCreditByPhone.ok': async ({ ask }) => {
    await ask('rm_pic_bg', { ...account, img_url });
    return ask('get_left_credit_by_phone', { phone });
  },
  'getLeftCreditByUnikey.ok': async ({ ask }) => {
    await ask('rm_pic_bg_with_uuid', { uuid: 'me', img_url });
    return ask('get_left_credit_by_unikey', { unikey: 'me' });
  },
  'getOneAd.ok': ({ ask }) => ask('get_one_ad'),
  'failure.sister-api': ({ world, ask }) => {
    world.faults.add({ vendor: 'lufff', effect: { error: 'badSignature' } });
    return ask('get_one_ad');
  },
};

/** Every leaf by its path: numbers as they are; texts without host, and with tokens, times and digits made alike. */
function leaves(value: unknown, path: string[] = []): [string, unknown][] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, inner]) => leaves(inner, [...path, name]));
  return [[path.join('.'), typeof value === 'string' ? shapeOf(value) : value]];
}

const shapeOf = (text: string) =>
  text
    .replace(/^https?:\/\/.*\/(?=MKCV)/, '')
    .replace(/^https?:.*\.jpg$/, '<the URL that was sent>')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<token>')
    .replace(/\d/g, '#');

it.each(readdirSync(fixtures).map((file) => file.replace('.json', '')))(
  'answers like the example %s',
  async (name) => {
    const { response } = JSON.parse(readFileSync(new URL(`${name}.json`, fixtures), 'utf8'));
    const answered = await scenarios[name]?.(lufff());
    expect(answered?.status).toBe(response.status);
    expect(Object.fromEntries(leaves(answered?.body))).toEqual(Object.fromEntries(leaves(response.body)));
  },
);

it('names a result after the moment that its row of the history tells in the time of China', async () => {
  const { ask, clock } = lufff();
  await ask('rm_pic_bg', { ...account, img_url });
  const { list } = (await ask('get_rm_bg_list', { ...account, page: 1, size: 1 })).body.data;
  expect(list[0].rmbg_img_url).toMatch(`/make-cv/MKCV${clock.now()}.png`);
  expect(list[0].created_at).toBe('2026-11-23 02:30:00');
});
