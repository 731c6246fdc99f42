import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Engine, Finished, WorkflowJson } from '@api-repack/n8n-e2e';
import sharp from 'sharp';
import type { Demo, Photo } from './demos.ts';
import type { Card, Section } from './gallery.ts';

interface Stage {
  readonly engine: Engine;
  readonly origins: Readonly<Record<string, string>>;
  /** Folder for the pictures. */
  readonly out: string;
}

type Item = ReturnType<Finished['items']>[number];

/** Where n8n may read files from disk, and where the photos are. */
const diskFolder = '/home/node/.n8n-files';
const photoFolder = resolve('examples/photos').replaceAll('\\', '/');

/** A loaded machine can hold back calls until the vendor's rate limit refuses them, which charges nothing. */
const retry = { retryOnFail: true, maxTries: 5, waitBetweenTries: 2_000 };

/** Runs a demo's workflow on its photos and writes the pictures, before and after. */
export async function runDemo(demo: Demo, stage: Stage): Promise<Section> {
  const text = await readFile(`examples/workflows/${demo.workflow}`, 'utf8');
  const workflow = JSON.parse(text.replaceAll(diskFolder, photoFolder)) as WorkflowJson;
  const groups = Map.groupBy(demo.photos, ({ parameters }) => parameters);
  const cards = [...groups.values()].map((photos) => runWorkflow(workflow, { ...demo, photos }, stage));
  return { title: demo.title, text: demo.text, cards: (await Promise.all(cards)).flat() };
}

/** Once, for photos that are processed alike. */
async function runWorkflow(
  workflow: WorkflowJson,
  demo: Demo,
  { engine, origins, out }: Stage,
): Promise<Card[]> {
  const { title, photos, resultNode } = demo;
  const nodes = workflow.nodes.map((node) =>
    node.name === resultNode
      ? { ...node, ...retry, parameters: { ...node.parameters, ...photos[0]?.parameters } }
      : node,
  );
  const input = await Promise.all(photos.map((photo) => toItem(engine, photo)));
  const credentials = demo.credentials(origins);
  const { error, items } = await engine.run({ workflow: { ...workflow, nodes }, input, credentials })
    .finished;
  if (error) throw new Error(`${title}: ${error.message}\n${error.description ?? ''}`);
  const results = items(resultNode);
  return Promise.all(
    photos.map((photo, index) => toCard(engine, { demo, photo, result: results[index], out })),
  );
}

async function toItem(engine: Engine, { file, json = {} }: Photo): Promise<Item> {
  const bytes = await readFile(`examples/photos/${file}`);
  return { json: { ...json }, binary: { data: await engine.storeFile(bytes, file, 'image/png') } };
}

interface Result {
  readonly demo: Demo;
  readonly photo: Photo;
  readonly result: Item | undefined;
  readonly out: string;
}

async function toCard(engine: Engine, { demo, photo, result, out }: Result): Promise<Card> {
  const binary = result?.binary?.data;
  if (!binary) throw new Error(`${demo.title}: no picture came back for ${photo.file}`);
  const bytes = await engine.readFile(binary);
  const before = await readFile(`examples/photos/${photo.file}`);
  const after = `${demo.nodePackage}-${photo.file.replace(/\.\w+$/, '')}.${binary.fileExtension ?? 'png'}`;
  await copyFile(`examples/photos/${photo.file}`, join(out, photo.file));
  await writeFile(join(out, after), bytes);
  return {
    title: photo.title,
    before: { path: photo.file, caption: await captionOf(before) },
    after: { path: after, caption: await captionOf(bytes) },
  };
}

async function captionOf(bytes: Buffer): Promise<string> {
  const { width, height } = await sharp(bytes).metadata();
  return `${width} × ${height} px, ${Math.ceil(bytes.length / 1024)} kB`;
}
