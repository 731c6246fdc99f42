#!/usr/bin/env node
import { nodeHost } from '@api-repack/core/node';
import { main } from './main.ts';

const stop = new AbortController();
const kill = new AbortController();

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (stop.signal.aborted) kill.abort();
    stop.abort();
  });

process.exitCode = await main(process.argv.slice(2), {
  host: nodeHost(),
  env: process.env,
  print: (text) => void process.stdout.write(text),
  tell: (text) => void process.stderr.write(text),
  columns: process.stderr.isTTY ? process.stderr.columns : undefined,
  stop: stop.signal,
  kill: kill.signal,
});
