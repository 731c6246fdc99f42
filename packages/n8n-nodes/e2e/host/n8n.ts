import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { installNodePackages } from './node-packages.ts';
import { photoFolder } from './photos.ts';
import { freePort } from './ports.ts';
import { type Program, startProgram, until } from './program.ts';

type Environment = Readonly<Record<string, string>>;

/** An n8n with its own users, workflows and nodes. Several processes can be started on it. */
export interface Instance {
  /** The n8n program. */
  readonly n8n: string;
  /** n8n makes a folder `.n8n` in it. */
  readonly userFolder: string;
  /** Settings of this instance beside those that all have. */
  readonly environment?: Environment;
  /** Keeps the log of its processes. */
  readonly logFile?: string;
}

/** Nothing leaves the machine, nobody is asked anything, and no setting of the machine's own n8n counts. */
const quiet: Environment = {
  N8N_DIAGNOSTICS_ENABLED: 'false',
  N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
  N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
  N8N_DYNAMIC_BANNERS_ENABLED: 'false',
  N8N_HIRING_BANNER_ENABLED: 'false',
  N8N_TEMPLATES_ENABLED: 'false',
  N8N_PERSONALIZATION_ENABLED: 'false',
  N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
  N8N_VERIFIED_PACKAGES_ENABLED: 'false',
  N8N_DISABLED_MODULES: 'mcp-registry,instance-ai,agents,chat-hub,quick-connect',
  N8N_LISTEN_ADDRESS: '127.0.0.1',
  N8N_RESTRICT_FILE_ACCESS_TO: photoFolder,
  // Cookies that are secure do not work over http.
  N8N_SECURE_COOKIE: 'false',
  N8N_ENCRYPTION_KEY: 'only-for-demos-and-tests',
  // Defaults that n8n is about to change, and says so at each start.
  N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
  N8N_RUNNERS_TASK_TIMEOUT: '60',
};

const foreign =
  /^(N8N|DB|EXECUTIONS|QUEUE|CREDENTIALS|WEBHOOK|GENERIC|NODES|NODE_ENV|NODE_OPTIONS|VITEST)(_|$)/;

function environmentOf({ userFolder, environment }: Instance, more: Environment = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(own), ...quiet, N8N_USER_FOLDER: userFolder, ...environment, ...more };
}

/** Puts the node packages of this repository where n8n finds them. */
export function installNodes({ userFolder }: Instance): void {
  const nodes = join(userFolder, '.n8n', 'nodes');
  mkdirSync(nodes, { recursive: true });
  installNodePackages(nodes);
}

export interface Server extends Program {
  /** Of the editor. */
  readonly url: string;
}

export async function startServer(instance: Instance, wantedPort = 0): Promise<Server> {
  const port = await freePort(wantedPort);
  const url = `http://127.0.0.1:${port}`;
  const program = await startN8n(instance, 'start', {
    N8N_PORT: String(port),
    N8N_EDITOR_BASE_URL: url,
    WEBHOOK_URL: url,
  });
  // While it migrates its database, n8n answers with a page that says so.
  await answers(`${url}/rest/settings`, program);
  return Object.assign(program, { url });
}

/** A process that only works off the queue. */
export async function startWorker(instance: Instance, concurrency: number): Promise<Program> {
  const port = String(await freePort());
  const environment = { QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: port };
  const program = await startN8n(instance, 'worker', environment, `--concurrency=${concurrency}`);
  await answers(`http://127.0.0.1:${port}/healthz/readiness`, program);
  return program;
}

async function startN8n(
  instance: Instance,
  command: string,
  environment: Environment,
  ...args: string[]
): Promise<Program> {
  const broker = { N8N_RUNNERS_BROKER_PORT: String(await freePort()) };
  const env = environmentOf(instance, { ...environment, ...broker });
  return startProgram(`n8n ${command}`, [process.execPath, instance.n8n, command, ...args], {
    env,
    logFile: instance.logFile,
  });
}

async function answers(url: string, program: Program): Promise<void> {
  const look = async () => {
    const response = await fetch(url).catch(() => undefined);
    const type = response?.headers.get('content-type') ?? '';
    return response?.ok && type.includes('json') ? true : undefined;
  };
  try {
    await until(`an answer from ${url}`, look, { program, timeoutMs: 120_000 });
  } catch (error) {
    await program.kill();
    throw error;
  }
}

/** Runs a command of n8n to its end, and returns what it printed. */
export async function runN8n(instance: Instance, command: string, ...args: string[]): Promise<string> {
  const program = await startN8n(instance, command, {}, ...args);
  try {
    await until(`the end of ${program.name}`, () => !program.running || undefined, { timeoutMs: 180_000 });
  } finally {
    await program.stop();
  }
  // The exit code says nothing: n8n 2.41.1 crashes in isolated-vm after it has done its work.
  return program.output();
}
