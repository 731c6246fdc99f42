#!/usr/bin/env node
import nodeModule from 'node:module';

// Imports come after the check: an older Node would stop at one of them with a riddle.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`mock-vendors needs Node 22.19 or newer, and this is ${process.version}\n`);
  process.exit(1);
}
// Keeps compiled code for the next start, so that it has to be asked for before anything large is imported.
nodeModule.enableCompileCache();

const { main } = await import('./cli/main.ts');
await main();
