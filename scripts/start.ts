// The demo: mock vendors, sample workflows in the real n8n engine, and a page with the pictures before and after.
import { spawnSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { styleText } from 'node:util';
import type { MockServer } from '@api-repack/mock-vendors';
import { startEngine } from '@api-repack/n8n-e2e';
import { demos } from './demo/demos.ts';
import { galleryPage } from './demo/gallery.ts';
import { printProgress } from './demo/progress.ts';
import { runDemo } from './demo/run-demo.ts';
import { serveNear } from './demo/serve-near.ts';

const port = 4010;
const out = resolve('out');
const once = process.argv.includes('--once');
const step = (text: string) => console.log(`\n${styleText('bold', text)}`);

async function main(): Promise<void> {
  step('1  Build the n8n nodes');
  build();

  step('2  Start the mock vendors');
  const server = await serveNear(port);
  for (const [name, origin] of Object.entries(server.origins)) console.log(`   ${name.padEnd(12)} ${origin}`);

  step('3  Run the sample workflows in the n8n engine');
  const stopPrinting = printProgress(server.world, (line) => console.log(`   ${line}`));
  const sections = await runAll(server).catch(async (error: unknown) => {
    await server.close();
    throw error;
  });
  stopPrinting();

  step('4  Done');
  const { world, origins } = server;
  const pictures = sections.reduce((sum, { cards }) => sum + cards.length, 0);
  const notes = [
    `${pictures} pictures, processed by n8n nodes at mock vendors on this machine, for ${world.ledger.cost()} simulated credits.`,
    'The mocks change pictures for real, but by simple means; the vendors do it better.',
  ];
  const page = join(out, 'index.html');
  await writeFile(page, galleryPage(sections, notes));
  console.log(`   Gallery   ${pathToFileURL(page)}\n   Results   ${out}`);
  if (once) return server.close();
  if (origins.control) console.log(`   Console   ${origins.control}`);
  process.once('SIGINT', () => server.close());
  process.once('SIGTERM', () => server.close());
  console.log('\n   The mock vendors stay up until you press Ctrl-C.');
}

function build(): void {
  const { status, stdout, stderr } = spawnSync(
    'turbo run build --filter=n8n-nodes-* --output-logs=errors-only',
    {
      shell: true,
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`The nodes could not be built:\n${stdout}${stderr}`);
}

async function runAll({ origins }: MockServer) {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const engine = await startEngine({
    packages: [
      ...new Set(demos.flatMap(({ nodePackage, morePackages = [] }) => [nodePackage, ...morePackages])),
    ].map((folder) => `packages/n8n-nodes/${folder}`),
  });
  return Promise.all(demos.map((demo) => runDemo(demo, { engine, origins, out })));
}

await main().catch((error: Error) => {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
});
