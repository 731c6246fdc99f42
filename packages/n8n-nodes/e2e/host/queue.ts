import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, globSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './ports.ts';
import { type Program, startProgram, until } from './program.ts';

/** What n8n's queue mode needs beside n8n, and the settings that make n8n use it. */
export interface Queue {
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const redisPath = findProgram('/usr/bin/redis-server', '/usr/local/bin/redis-server');
const initdbPath = findProgram(...globSync('/usr/lib/postgresql/*/bin/initdb'));
export const hasQueuePrograms = Boolean(redisPath && initdbPath);

/** With Postgres: on SQLite, one execution in a few hundred fails with SQLITE_BUSY before its first node has run. */
export async function startQueue(folder: string): Promise<Queue> {
  const redis = await startRedis(join(folder, 'redis'));
  const postgres = await startPostgres(join(folder, 'postgres'));
  return {
    environment: {
      EXECUTIONS_MODE: 'queue',
      ...redis.environment,
      ...postgres.environment,
      // A worker that died is noticed within seconds, and not within minutes.
      QUEUE_WORKER_LOCK_DURATION: '6000',
      QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
      QUEUE_WORKER_STALLED_INTERVAL: '3000',
    },
    async stop() {
      await redis.program.stop();
      await postgres.program.stop();
    },
  };
}

interface Service {
  readonly program: Program;
  readonly environment: Readonly<Record<string, string>>;
}

async function startRedis(folder: string): Promise<Service> {
  const port = String(await freePort());
  mkdirSync(folder, { recursive: true });
  const options = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  const program = startProgram('redis', [redisPath ?? '', ...options]);
  await until('redis', () => printed(program, 'Ready to accept connections'), { program });
  return { program, environment: { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: port } };
}

async function startPostgres(folder: string): Promise<Service> {
  const initdb = initdbPath ?? '';
  const port = String(await freePort());
  mkdirSync(folder, { recursive: true });
  const user = unprivileged();
  if (user) chownSync(folder, user.uid, user.gid);
  execFileSync(initdb, ['--pgdata', folder, '--username', 'n8n', '--auth', 'trust'], {
    cwd: folder,
    stdio: 'pipe',
    ...user,
  });
  const options = ['-D', folder, '-k', folder, '-h', '127.0.0.1', '-p', port, '-c', 'fsync=off'];
  const command = [join(initdb, '../postgres'), ...options] as const;
  const program = startProgram('postgres', [...command], { cwd: folder, ...user });
  await until('postgres', () => printed(program, 'ready to accept connections'), { program });
  return {
    program,
    environment: {
      DB_TYPE: 'postgresdb',
      DB_POSTGRESDB_HOST: '127.0.0.1',
      DB_POSTGRESDB_PORT: port,
      DB_POSTGRESDB_DATABASE: 'postgres',
      DB_POSTGRESDB_USER: 'n8n',
    },
  };
}

const printed = ({ output }: Program, text: string) => output().includes(text) || undefined;

/** Postgres refuses to run as root. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function findProgram(...paths: string[]): string | undefined {
  return paths.find((path) => existsSync(path));
}
