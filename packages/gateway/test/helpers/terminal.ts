import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '@api-repack/core';
import { nodeHost } from '@api-repack/core/node';
import { manualClock, serve, World, type WorldOptions } from '@api-repack/mock-vendors';
import { onTestFinished } from 'vitest';
import type { Terminal } from '../../src/command/terminal.ts';
import { main } from '../../src/main.ts';
import { otherPhoto, photo } from './pictures.ts';

export interface TestTerminal {
  readonly world: World;
  readonly clock: ReturnType<typeof manualClock>;
  readonly origins: Readonly<Record<string, string>>;
  /** A folder that is deleted after the test, with `photos/a.png` and `photos/b.png` in it. */
  readonly folder: string;
  readonly host: Host;
  /** Types a command in that folder; base URLs and credentials are there. */
  type(line: string, options?: Typing): Promise<Typed>;
}

interface Typing {
  readonly env?: Readonly<Record<string, string>>;
  readonly stop?: AbortController;
  readonly kill?: AbortController;
  readonly sleep?: Host['sleep'];
  readonly onStderr?: (text: string) => void;
  readonly stdin?: string;
  /** Base URLs as flags. @default true */
  readonly urls?: boolean;
  /** @default the world's clock */
  readonly now?: Host['now'];
  readonly send?: Host['send'];
}

interface Typed {
  readonly code: number;
  readonly out: string;
  readonly stderr: string;
}

export const credentials = {
  FANGTANG_THIRD_CODE: 'hiliad',
  FANGTANG_SECRET_KEY: 'hiliad',
  PICWISH_API_KEY: 'mock-picwish-key',
  PICWISH_TELEPHONE: '13800138000',
  PICWISH_PASSWORD: 'mock-password',
  LUFFF_UUID: '4dbb2f48-somebody',
};

/** A command line in front of mock vendors, whose time moves only while somebody waits. */
export async function openTerminal(options: WorldOptions = {}): Promise<TestTerminal> {
  const clock = manualClock();
  const world = new World({ clock, ...options });
  const { origins, close } = await serve({ world });
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  onTestFinished(async () => {
    await close();
    rmSync(folder, { recursive: true, force: true });
  });
  await addPictures(folder);
  const sleep: Host['sleep'] = async (ms, signal) => {
    clock.advance(ms);
    await new Promise(setImmediate);
    signal?.throwIfAborted();
  };
  const host: Host = { ...nodeHost(), now: clock.now, sleep };
  return {
    world,
    clock,
    origins,
    folder,
    host,
    type: (line, typing) => type(line, { folder, origins, host, typing }),
  };
}

async function addPictures(folder: string): Promise<void> {
  await mkdir(join(folder, 'photos'));
  for (const [name, file] of [
    ['a.png', photo],
    ['b.png', otherPhoto],
  ] as const)
    await writeFile(join(folder, 'photos', name), new Uint8Array(await file.arrayBuffer()));
}

/** Runs a command in this process, in real time. */
export async function runHere(
  words: readonly string[],
  more: Partial<Terminal> = {},
): Promise<{ readonly code: number; readonly stderr: string }> {
  let stderr = '';
  const never = new AbortController().signal;
  const code = await main(words, {
    host: nodeHost(),
    env: credentials,
    stdin: async () => '',
    stdout: () => undefined,
    stderr(text) {
      stderr += text;
    },
    columns: undefined,
    stop: never,
    kill: never,
    ...more,
  });
  return { code, stderr };
}

interface Place {
  readonly folder: string;
  readonly origins: TestTerminal['origins'];
  readonly host: Host;
  readonly typing: Typing | undefined;
}

async function type(line: string, { folder, origins, host, typing = {} }: Place): Promise<Typed> {
  const { env = credentials, stop = new AbortController(), kill = new AbortController(), sleep } = typing;
  const urls = ['picwish', 'picwish-web', 'fangtang', 'lufff'].map((name) => `${name}=${origins[name]}`);
  const words = line.split(' ').map((word) => word.replace('~', folder));
  const isOperation = ['picwish', 'fangtang', 'lufff'].includes(words[0] ?? '');
  let out = '';
  let stderr = '';
  const code = await main(
    isOperation && words.length > 1 && typing.urls !== false
      ? [...words, '--base-url', urls.join(',')]
      : words,
    {
      host: {
        ...host,
        ...(sleep && { sleep }),
        ...(typing.now && { now: typing.now }),
        ...(typing.send && { send: typing.send }),
      },
      env,
      stdin: async () => typing.stdin?.replaceAll('~', folder) ?? '',
      stdout: (text) => {
        out += text;
      },
      stderr: (text) => {
        stderr += text;
        typing.onStderr?.(text);
      },
      columns: undefined,
      stop: stop.signal,
      kill: kill.signal,
    },
  );
  return { code, out, stderr };
}
