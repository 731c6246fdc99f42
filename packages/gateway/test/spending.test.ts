import { expect, test } from 'vitest';
import { loggerFor } from '../src/service/logger.ts';
import { fangtangChannel, openGateway } from './helpers/gateway.ts';
import { otherPhoto, photo } from './helpers/pictures.ts';

const metric = (text: string, name: string) => text.split('\n').find((line) => line.startsWith(name));

test('credits are in metrics and in the log, with the request id, and replays add none', async () => {
  const lines: string[] = [];
  const logger = loggerFor('info', { write: (line) => void lines.push(line) });
  const { post, origin } = await openGateway({ logger });
  const keyed = { ...fangtangChannel, 'idempotency-key': 'a' };
  const { headers } = await post('/fangtang/restore', { image_file: photo }, keyed);
  await post('/fangtang/restore', { image_file: photo }, keyed);
  const text = await (await fetch(`${origin}/metrics`)).text();
  expect(metric(text, 'api_repack_credits_total')).toBe(
    'api_repack_credits_total{vendor="fangtang",operation="restore"} 1',
  );
  const charged = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'charged');
  expect(charged).toMatchObject([{ vendor: 'fangtang', operation: 'restore', credits: 1 }]);
  expect(charged[0].reqId).toBe(headers.get('x-request-id'));
});

test.each([0, 1])(
  'a spend limit of %i credits is kept, and what is paid is still replayed',
  async (spendLimit) => {
    const { post, world } = await openGateway({ spendLimit });
    const keyed = { ...fangtangChannel, 'idempotency-key': 'a' };
    const first = await post('/fangtang/restore', { image_file: photo }, keyed);
    expect(first.status).toBe(spendLimit === 0 ? 402 : 200);
    const second = await post('/fangtang/restore', { image_file: otherPhoto }, fangtangChannel);
    expect([second.status, second.json.error.kind, second.json.error.charged]).toEqual([402, 'quota', 'no']);
    expect((await post('/fangtang/restore', { image_file: photo }, keyed)).status).toBe(first.status);
    expect((await post('/fangtang/balance', {}, fangtangChannel)).status).toBe(200);
    expect(world.ledger.cost()).toBe(spendLimit);
  },
);

test('a call that was refused at no charge gives its credits back', async () => {
  const { post, world } = await openGateway({ spendLimit: 1 });
  world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', effect: { error: 'badToken' } });
  expect((await post('/fangtang/restore', { image_file: photo }, fangtangChannel)).status).toBe(401);
  expect((await post('/fangtang/restore', { image_file: photo }, fangtangChannel)).status).toBe(200);
  expect(world.ledger.cost()).toBe(1);
});
