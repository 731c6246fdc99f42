import { describe, expect, it } from 'vitest';
import { startFangtang } from './helpers/fangtang.ts';
import { serveFiles } from './helpers/file-server.ts';
import { startLufff } from './helpers/lufff.ts';
import { startPicwish } from './helpers/picwish.ts';

const labs = [
  { type: 'picwishApi', secret: 'apiKey', start: startPicwish },
  { type: 'picwishAccountApi', secret: 'telephone', start: startPicwish },
  { type: 'fangtangApi', secret: 'secretKey', start: startFangtang },
  { type: 'lufffAccountApi', secret: 'token', start: startLufff },
  { type: 'lufffUuidApi', secret: 'secret', start: startLufff },
] as const;

async function open(type: string, start: (typeof labs)[number]['start']) {
  const { engine, credentials } = await start();
  const data = 'thirdCode' in credentials ? credentials : (credentials as Record<string, object>)[type];
  return { engine, data: { ...data } as Record<string, string> };
}

describe('the test of a credential', () => {
  it.each(labs)('$type fails at a web page that comes with HTTP status 200', async ({ type, start }) => {
    const { engine, data } = await open(type, start);
    const page = { headers: { 'content-type': 'text/html' }, body: '<h1>Welcome</h1>' };
    const { origin, asked } = await serveFiles({}, page);
    const result = await engine.testCredential(type, { ...data, baseUrl: origin });
    expect(result.ok).toBe(false);
    expect(asked).not.toEqual([]);
  });

  it.each(labs)('$type passes with blanks around what was pasted', async ({ type, secret, start }) => {
    const { engine, data } = await open(type, start);
    const pasted = { ...data, [secret]: ` ${data[secret]}\n`, baseUrl: ` ${data.baseUrl} ` };
    expect(await engine.testCredential(type, pasted)).toMatchObject({ ok: true });
  });
});
