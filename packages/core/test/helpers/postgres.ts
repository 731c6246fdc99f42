import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const versions = '/usr/lib/postgresql';

/** Folder of the newest PostgreSQL that Debian's packages installed here. */
export const postgresBinaries = (): string | undefined =>
  existsSync(versions)
    ? readdirSync(versions)
        .toSorted((a, b) => Number(b) - Number(a))
        .map((version) => join(versions, version, 'bin'))
        .find((folder) => existsSync(join(folder, 'initdb')))
    : undefined;

export interface Postgres {
  readonly url: string;
  start(): Promise<void>;
  /** At once, as in a crash. */
  kill(): Promise<void>;
  remove(): Promise<void>;
}

/** A server of its own in a temporary folder, reached by a socket in it. It refuses to run as root. */
export async function startPostgres(binaries: string, { isDurable = false } = {}): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  const user = process.getuid?.() === 0 ? nobody() : undefined;
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const options = {
    ...user,
    cwd: folder,
    stdio: 'ignore' as const,
    env: { LC_ALL: 'C', PATH: process.env.PATH },
  };
  execFileSync(join(binaries, 'initdb'), ['-D', data, '-U', 'test', '-A', 'trust', '-N'], options);
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    const settings = ['-h', '', '-k', folder, '-c', `fsync=${isDurable ? 'on' : 'off'}`];
    server = spawn(join(binaries, 'postgres'), ['-D', data, ...settings], options);
    const ready = () => spawn(join(binaries, 'pg_isready'), ['-h', folder, '-q'], options);
    for (let tries = 0; tries < 200; tries++) {
      const [code] = await once(ready(), 'exit');
      if (code === 0) return;
    }
    throw new Error('PostgreSQL did not start');
  }

  async function kill(): Promise<void> {
    if (!server || server.exitCode !== null) return;
    const ended = once(server, 'exit');
    // Immediate shutdown, which ends its children, too.
    server.kill('SIGQUIT');
    await ended;
  }

  await start();
  return {
    url: `postgres://test@/postgres?host=${encodeURIComponent(folder)}`,
    start,
    kill,
    async remove() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function nobody(): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
