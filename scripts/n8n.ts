// npm run n8n: the real n8n with our nodes, the example workflows, and mock vendors behind them.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { serveChatModel } from '../packages/n8n-nodes/e2e/host/chat-model.ts';
import { seed } from '../packages/n8n-nodes/e2e/host/demo.ts';
import { hostFolder, installN8n } from '../packages/n8n-nodes/e2e/host/install.ts';
import { installNodes, startServer } from '../packages/n8n-nodes/e2e/host/n8n.ts';
import { buildNodePackages, listNodePackages } from '../packages/n8n-nodes/e2e/host/node-packages.ts';
import { photoFolder, servePhotos } from '../packages/n8n-nodes/e2e/host/photos.ts';
import { login, owner } from '../packages/n8n-nodes/e2e/host/rest.ts';
import { printProgress } from './demo/progress.ts';
import { serveNear } from './demo/serve-near.ts';

const editorPort = 5678;
const mockPort = 4010;
// The same at each start, because the example workflows that n8n keeps name it.
const photoPort = 4009;
const chatModelPort = 4008;
const fresh = process.argv.includes('--fresh');
const userFolder = hostFolder('demo');
const toClose: (() => unknown)[] = [];
const step = (text: string) => console.log(`\n${styleText('bold', text)}`);

async function main(): Promise<void> {
  step('1  Install n8n');
  const instance = {
    n8n: installN8n((line) => console.log(`   ${line}`)),
    userFolder,
    logFile: join(userFolder, 'n8n.log'),
  };

  step('2  Build our nodes and put them in');
  if (fresh) rmSync(userFolder, { recursive: true, force: true });
  mkdirSync(userFolder, { recursive: true });
  buildNodePackages();
  installNodes(instance);
  console.log(
    `   ${listNodePackages()
      .map(({ name }) => name)
      .join(', ')}`,
  );

  step('3  Start the mock vendors');
  const mocks = await serveNear(mockPort);
  for (const [name, origin] of Object.entries(mocks.origins)) console.log(`   ${name.padEnd(12)} ${origin}`);

  step('4  Start n8n');
  const server = await startServer(instance, editorPort);
  const photos = await servePhotos(photoPort);
  const chatModel = await serveChatModel(chatModelPort);
  toClose.push(server.stop, mocks.close, photos.close, chatModel.close);
  const surroundings = { mocks, photos: photos.origin, chatModel: chatModel.origin };
  const workflows = await seed(await login(server.url), surroundings);
  printProgress(mocks.world, (line) => console.log(`   ${line}`));

  step('5  Open the editor');
  console.log(`   ${styleText('underline', `${server.url}/home/workflows`)}`);
  console.log(`   E-mail     ${owner.email}\n   Password   ${owner.password}`);
  console.log(`   Workflows  ${workflows.map(({ name }) => name).join('\n              ')}`);
  console.log(`\n   Mock console  ${mocks.origins.control}
   It shows each call of the nodes, and makes trouble: "Empty" takes an account's credits, so that the
   workflows with a second way take it, such as "Colorize with PicWish, and with Fangtang when credits run out".`);
  console.log(`\n   Log of n8n    ${instance.logFile}
   It has the ids of what was paid for, also of executions that n8n lost.
   Files         ${photoFolder}
   Workflows may read and write files in this folder only.`);
  console.log(
    `\n   What you build is kept; npm run n8n -- --fresh forgets it. Ctrl-C ends n8n and the mocks.\n`,
  );
}

async function close(): Promise<void> {
  console.log('\n   Closing n8n and the mock vendors.');
  for (const one of toClose) await one();
  process.exit(0);
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, close);
await main().catch((error: Error) => {
  console.error(`\n${error.message}`);
  process.exit(1);
});
