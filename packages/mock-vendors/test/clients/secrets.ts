import { createHash } from 'node:crypto';
import type { ScenarioContext } from '../../src/audit/index.ts';
import type { Row } from './fangtang-client.ts';
import { type Wrong, wrongly } from './mistake.ts';

/** Reads the balance three times; a token comes from a login with the id of the device. */
async function balances(context: ScenarioContext, howOften: 'once' | 'each call' | 'never again') {
  const { uuid, phone } = context.credentials.lufff ?? {};
  const call = async (path: string, fields: object) => {
    const response = await fetch(`${context.origins.lufff}/make_pic/api/${path}/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fields),
    });
    const text = await response.text();
    const answer = JSON.parse(text.startsWith('{') ? text : '{}') as Record<string, unknown>;
    return answer.data as { token?: string; id?: number; list?: object[] } | undefined;
  };
  const login = async () => {
    const data = await call('login_with_unikey', { unikey: uuid, phone });
    if (!data?.token) throw new Error('the login was refused');
    return { token: data.token, customer_id: String(data.id) };
  };
  let session = await login();
  for (let i = 0; i < 3; i++) {
    if (howOften === 'each call' && i > 0) session = await login();
    const page = { page: 1, size: 5 };
    let data = await call('get_rm_bg_list', { ...session, ...page });
    if (!data?.list && howOften !== 'never again') {
      session = await login();
      data = await call('get_rm_bg_list', { ...session, ...page });
    }
    if (!data?.list && i === 2) throw new Error('no history');
  }
  return 'read the history https://example.com/history';
}

export const secrets: readonly Wrong[] = [
  {
    does: 'keeps the token of Fangtang for ever',
    rule: 'stale-token',
    effects: ['clock'],
    client: (context) => {
      let kept: string | undefined;
      return wrongly({
        token(client) {
          const seconds = Math.floor(client.clock.now() / 1_000);
          kept ??= `${createHash('md5').update(`${client.secretKey}${seconds}`).digest('hex')},${seconds}`;
          return kept;
        },
        patiently: async (_client, work) => work().catch(work),
      })(context);
    },
  },
  {
    does: 'goes on with a token that was refused',
    rule: 'stale-token',
    effects: ['clock'],
    client: (context) => balances(context, 'never again'),
  },
  {
    does: 'logs in for each call',
    rule: 'stale-token',
    effects: ['label'],
    client: (context) => balances(context, 'each call'),
  },
  {
    does: 'tells its secret in an error',
    rule: 'secret-told',
    effects: ['5xx'],
    client: wrongly({
      explain: (error, mdf) => new Error(`the task ${mdf} failed`, { cause: error }),
      async read(client, mdf) {
        try {
          const data = await client.steps.call(client, 'status', { mdf, platform: 'pc' });
          return (data as { mdfs: [Row] }).mdfs[0];
        } catch (error) {
          throw Object.assign(error as Error, { request: { mdf, secret_key: client.secretKey } });
        }
      },
    }),
  },
  {
    does: 'prints its settings beside the result',
    rule: 'secret-told',
    effects: ['label'],
    client: wrongly({
      async fetchPicture(client, url) {
        const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
        return { bytes, settings: `third_code=${client.thirdCode} secret_key=${client.secretKey}` };
      },
    }),
  },
];
