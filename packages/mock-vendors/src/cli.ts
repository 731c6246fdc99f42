#!/usr/bin/env node
import nodeModule from 'node:module';

// Keeps compiled code for the next start, so that it has to be asked for before anything large is imported. Node 22.0 cannot.
nodeModule.enableCompileCache?.();

const { main } = await import('./main.ts');
await main();
