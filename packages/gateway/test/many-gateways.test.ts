import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ManagedStore } from '@api-repack/core';
import { postgresStore } from '@api-repack/core/node/postgres';
import { serve, World } from '@api-repack/mock-vendors';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Postgres, postgresBinaries, startPostgres } from '../../core/test/helpers/postgres.ts';
import { compiled, fromSource } from './helpers/from-source.ts';
import { answerOf, fangtangChannel, openGateway } from './helpers/gateway.ts';
import { photo } from './helpers/pictures.ts';

const program = fileURLToPath(new URL('./helpers/gateway-process.ts', import.meta.url));
const binaries = postgresBinaries();
/** More of them take minutes: API_REPACK_TEST_KEYS=300. */
const keys = Number(process.env.API_REPACK_TEST_KEYS ?? 12);
const killEvery = Math.min(keys / 2, 20);
const leaseMs = 2_000;

if (!binaries) console.warn('Skipped: PostgreSQL is not installed (apt-get install postgresql)');
const withPostgres = test.skipIf(!binaries);

let server: Postgres;
beforeAll(async () => {
  if (binaries) server = await startPostgres(binaries);
}, 60_000);
afterAll(() => server?.remove());

interface Member {
  origin: string;
  child: ChildProcess;
}

/** Gateways of their own processes, called in turn. */
async function openCluster(store: string, vendor: string) {
  async function start(): Promise<Member> {
    const args = [program, store, vendor, String(leaseMs)];
    const child = spawn(process.execPath, [fromSource, ...args], {
      env: { ...process.env, ...compiled },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [line] = await once(createInterface(child.stdout), 'line');
    return { child, origin: String(line) };
  }
  const members = await Promise.all([start(), start(), start()]);
  let turn = 0;
  return {
    next: () => members[turn++ % members.length]?.origin ?? '',
    /** Without a warning, as when the power fails. Another takes its place. */
    async replace() {
      const [member] = members.splice(0, 1);
      member?.child.kill('SIGKILL');
      members.push(await start());
    },
  };
}

async function restore(origin: string, key: string) {
  const body = new FormData();
  body.append('image_file', photo);
  const headers = { ...fangtangChannel, 'idempotency-key': key };
  return answerOf(await fetch(`${origin}/fangtang/restore`, { method: 'POST', body, headers }));
}

withPostgres(
  'three gateways, of which one is killed again and again, pay once a key and lose nothing',
  async () => {
    const world = new World({ taskTiming: { mode: 'polls', polls: 2 } });
    const { origins, close } = await serve({ world });
    onTestFinished(close);
    const rich = { method: 'PUT', body: JSON.stringify({ left: keys }) };
    const json = { 'content-type': 'application/json' };
    await fetch(`${origins.control}/accounts/fangtang/hiliad`, { ...rich, headers: json });
    const cluster = await openCluster(server.url, origins.fangtang ?? '');
    const names = Array.from({ length: keys }, (_, i) => `key-${i}`);
    const waits: number[] = [];
    const states: string[] = [];
    const ids = new Map<string, string>();
    let replacing = Promise.resolve();
    /** As a client does that was cut off: the same key again, at the next gateway. */
    const untilAnswered = async (key: string): Promise<void> => {
      const begin = Date.now();
      for (;;) {
        const answer = await restore(cluster.next(), key).catch(() => undefined);
        if (!answer) continue;
        waits.push(Date.now() - begin);
        states.push(answer.json.error?.kind ?? 'done');
        if (answer.status === 200) ids.set(key, answer.json.mdf);
        if (states.length % killEvery === 0 && states.length < keys)
          replacing = replacing.then(cluster.replace);
        return;
      }
    };
    const queue = names.values();
    const client = async () => {
      for (const key of queue) await untilAnswered(key);
    };
    await Promise.all(Array.from({ length: 8 }, client));
    await replacing;
    // What was on its way to the vendor at the moment of a crash is doubtful, and left alone.
    expect(states.filter((state) => state !== 'done' && state !== 'doubtful')).toEqual([]);
    expect(world.ledger.cost()).toBeLessThanOrEqual(keys);
    expect(world.ledger.cost()).toBeGreaterThanOrEqual(ids.size);
    expect(new Set(ids.values()).size).toBe(ids.size);
    expect(ids.size).toBeGreaterThan(keys * 0.6);
    expect(Math.max(...waits)).toBeLessThan(leaseMs + 25_000);
    const spent = world.ledger.cost();
    for (const [key, mdf] of ids) expect((await restore(cluster.next(), key)).json.mdf).toBe(mdf);
    expect(world.ledger.cost()).toBe(spent);
  },
  180_000 + keys * 2_000,
);

withPostgres(
  'while PostgreSQL is away nothing is paid, what was being paid is not paid again, and all heals by itself',
  async () => {
    const postgres = postgresStore(server.url);
    onTestFinished(() => postgres.close());
    let isUp = true;
    const store: ManagedStore = {
      ...postgres,
      async put(key, record, expected) {
        if (record.state === 'paid' && isUp) await server.kill();
        if (record.state === 'paid') isUp = false;
        return postgres.put(key, record, expected);
      },
    };
    const { origin, world } = await openGateway({ store });
    const ready = async () => (await fetch(`${origin}/readyz`)).status;
    const { json } = await restore(origin, 'cut');
    expect(isUp).toBe(false);
    expect(json.error?.charged ?? json.image).not.toBe('no');
    expect(await ready()).toBe(503);
    const refused = await restore(origin, 'other');
    expect([refused.status, refused.json.error.charged]).toEqual([503, 'no']);
    expect(world.ledger.cost()).toBe(1);
    await server.start();
    expect(await ready()).toBe(200);
    expect((await restore(origin, 'other')).status).toBe(200);
    const again = await restore(origin, 'cut');
    expect(again.json.error?.kind ?? 'done').toMatch(/^(done|doubtful)$/);
    expect(world.ledger.cost()).toBe(2);
  },
  90_000,
);

withPostgres(
  'with tables of another version the gateway is not ready and pays nothing, also if they were changed while it ran',
  async () => {
    const { default: pg } = await import('pg');
    const owner = new pg.Client(server.url);
    await owner.connect();
    await owner.query('CREATE DATABASE newer');
    await owner.end();
    const url = server.url.replace('/postgres?', '/newer?');
    const client = new pg.Client(url);
    await client.connect();
    const early = postgresStore(url);
    onTestFinished(() => early.close());
    const running = await openGateway({ store: early });
    expect((await fetch(`${running.origin}/readyz`)).status).toBe(200);
    await client.query('UPDATE api_repack_schema SET version = 99');
    await client.end();
    const late = postgresStore(url);
    onTestFinished(() => late.close());
    for (const { origin, world } of [running, await openGateway({ store: late })]) {
      expect((await fetch(`${origin}/readyz`)).status).toBe(503);
      const { status, json } = await restore(origin, 'any');
      expect([status, json.error.charged]).toEqual([503, 'no']);
      expect(world.journal.entries).toEqual([]);
    }
  },
  60_000,
);
