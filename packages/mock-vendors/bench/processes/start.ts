import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Started {
  readonly origins: Readonly<Record<string, string>>;
  readonly child: ChildProcess;
}

/** A server of the bench, by its file, in a process of its own. */
export async function start(file: string, execArgv: readonly string[] = []): Promise<Started> {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
  const child = fork(path, {
    execArgv: ['--conditions=@api-repack/source', ...execArgv],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream }))
    return { origins: JSON.parse(line), child };
  throw new Error(`the server ${file} of the bench ended early`);
}
