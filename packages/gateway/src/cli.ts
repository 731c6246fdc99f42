#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import { setFlagsFromString } from 'node:v8';

// Imports come after the check: an older Node would fail at one of them with an unclear error.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`api-repack needs Node 22.19 or newer, and this is ${process.version}\n`);
  process.exit(2);
}
// Buffers of a passing upload are garbage at once. A young generation that stays small frees them at once, and an old one
// with more room is not searched for them again and again: 100 MB take 20 MB of memory instead of 85, and half the time of the
// processor (bench/upload.ts).
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=100');

const { nodeHost } = await import('@api-repack/core/node');
const { main } = await import('./main.ts');

const stop = new AbortController();
const kill = new AbortController();

// A reader such as head may exit first. This program must go on, to record what it pays for.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (stop.signal.aborted) kill.abort();
    stop.abort();
  });

process.exitCode = await main(process.argv.slice(2), {
  host: nodeHost(),
  env: process.env,
  stdin: () => text(process.stdin),
  stdout: (line) => void process.stdout.write(line),
  stderr: (line) => void process.stderr.write(line),
  columns: process.stderr.isTTY ? process.stderr.columns : undefined,
  stop: stop.signal,
  kill: kill.signal,
});
