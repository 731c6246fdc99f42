import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, openBrowser, signIn } from '../host/browser.ts';
import { exampleWorkflows, seed, type WorkflowJson } from '../host/demo.ts';
import { root } from '../host/install.ts';
import { type Lab, openLab } from '../host/lab.ts';
import { type Server, startServer } from '../host/n8n.ts';
import { login } from '../host/rest.ts';

let lab: Lab;
let server: Server;
let browser: Browser;
let page: Page;
let idOf: Map<string, string>;

describe.skipIf(!browserPath)('on the canvas of n8n', () => {
  beforeAll(async () => {
    lab = await openLab();
    server = await startServer(lab.instance);
    const saved = await seed(await login(server.url), {
      mocks: lab.mocks,
      photos: 'https://example.com',
      chatModel: lab.chatModel.origin,
    });
    idOf = new Map(saved.map(({ id, name }) => [name, id]));
    browser = await openBrowser();
    page = await signIn(browser, server.url, 'light');
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await lab?.close();
  });

  test.each(exampleWorkflows({ credentials: [], photos: '' }))(
    '"$name" has its note, and nodes that miss nothing and leave each other room',
    async (workflow) => {
      const { id, name, nodes } = workflow;
      await page.setViewportSize(roomFor(workflow));
      await page.goto(`${server.url}/workflow/${idOf.get(name)}`);
      await page.locator('.vue-flow__node h2').getByText(/\w/).first().waitFor();
      const boxes = page.locator('.vue-flow__node');
      expect(await boxes.count()).toBe(nodes.length);
      await page.getByTestId('zoom-to-fit').click();
      await page.mouse.move(0, 0);
      const places = await standing(boxes);
      if (process.env.PICTURES) await picture(id, places);
      expect(overlaps(places)).toEqual([]);
      expect(await page.getByTestId(/^node-(issues|setup-required)$/).count()).toBe(0);
    },
  );
});

/** So much that the note can be read. */
function roomFor({ nodes }: WorkflowJson): { width: number; height: number } {
  const [xs, ys] = [0, 1].map((axis) => nodes.map(({ position }) => position[axis] ?? 0));
  const spread = (values: number[] = []) => Math.max(...values) - Math.min(...values);
  return { width: Math.max(1000, spread(xs) + 500), height: spread(ys) + 560 };
}

interface Place {
  readonly name: string | null;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the nodes are, once they have come to rest. */
async function standing(boxes: ReturnType<Page['locator']>): Promise<Place[]> {
  const look = async () =>
    Promise.all(
      (await boxes.all()).map(async (box) => ({
        name: await box
          .locator('[data-node-name]')
          .first()
          .getAttribute('data-node-name')
          .catch(() => null),
        ...(await box.boundingBox())!,
      })),
    );
  let before = await look();
  await expect
    .poll(async () => {
      const now = await look();
      const same = JSON.stringify(now) === JSON.stringify(before);
      before = now;
      return same;
    })
    .toBe(true);
  return before;
}

/** Pairs of nodes of which one covers the other. */
function overlaps(places: readonly Place[]): string[] {
  return places.flatMap((a, index) =>
    places
      .slice(index + 1)
      .filter(
        (b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height,
      )
      .map((b) => `${a.name} and ${b.name}`),
  );
}

/** Triggers have a flash on their left. */
const margin = 56;
/** Outputs that lead nowhere end in a plus. */
const plus = 72;
/** The names of nodes stand below them. */
const caption = 48;

async function picture(name: string, places: readonly Place[]): Promise<void> {
  const folder = join(root, process.env.PICTURES ?? '', 'workflows');
  mkdirSync(folder, { recursive: true });
  const left = Math.min(...places.map(({ x }) => x)) - margin;
  const top = Math.min(...places.map(({ y }) => y)) - margin;
  const right = Math.max(...places.map(({ x, width }) => x + width)) + plus + margin;
  const bottom = Math.max(...places.map(({ y, height }) => y + height)) + caption + margin;
  await page.screenshot({
    path: join(folder, `${name}.png`),
    clip: { x: left, y: top, width: right - left, height: bottom - top },
    animations: 'disabled',
  });
}
