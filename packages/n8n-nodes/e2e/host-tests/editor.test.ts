import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodePropertyOptions } from 'n8n-workflow';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest';
import { browserPath, openBrowser, signIn } from '../host/browser.ts';
import { demoCredentials, exampleWorkflows, firstExample, runsAlone, seed } from '../host/demo.ts';
import { root } from '../host/install.ts';
import { type Lab, openLab } from '../host/lab.ts';
import { type Server, startServer } from '../host/n8n.ts';
import { type BuiltNode, credentialTypesOf, listNodePackages, nodesOf } from '../host/node-packages.ts';
import { login } from '../host/rest.ts';

let lab: Lab;
let server: Server;
let browser: Browser;
let page: Page;
const packages = listNodePackages();
const themes = ['light', 'dark'] as const;
/** The vendor that the docs show. */
const shown = 'fangtang';
/** A busy machine takes a while to show a picture. */
const loading = { timeout: 20_000 };

/** What the editor says when the secret is wrong. */
const complaints: Readonly<Record<string, RegExp | 'none'>> = {
  aliyunOssApi: /Aliyun OSS refuses the keys/,
  fangtangApi: /Check third_code, secret_key/,
  lufffAccountApi: /Lufff does not accept them/,
  // Lufff opens an account for every UUID that it does not know.
  lufffUuidApi: 'none',
  picwishApi: /PicWish does not accept this key/,
  picwishAccountApi: /Check telephone, country code and password/,
};

describe.skipIf(!browserPath)('in the editor of n8n', () => {
  beforeAll(async () => {
    lab = await openLab();
    server = await startServer(lab.instance);
    const { mocks, photos, chatModel } = lab;
    await seed(await login(server.url), { mocks, photos: photos.origin, chatModel: chatModel.origin });
    browser = await openBrowser();
    page = await signIn(browser, server.url, 'light');
  });
  beforeEach(({ task }) => {
    const name = task.name.replace(/\W+/g, '-');
    onTestFailed(() => picture(page, `failed-${name}`, 'out'));
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await lab?.close();
  });

  test.each(themes)('finds the nodes by name and synonym, with icons for the %s theme', async (theme) => {
    const themed = await signIn(browser, server.url, theme);
    await openNodePanel(themed);
    for (const built of packages.flatMap(nodesOf)) {
      const { displayName } = built.node.description;
      for (const words of [displayName, ...synonymsOf(built)]) {
        const found = await search(themed, words, displayName);
        expect(await iconOf(found), words).toContain(`/${iconFile(built, theme)}`);
      }
    }
    await search(themed, '抠图', 'Fangtang');
    if (theme === 'dark') await picture(themed, 'n8n-panel-dark');
    await themed.close();
  });

  test.each(packages.flatMap(credentialTypesOf))('tries the credentials of $displayName', async (type) => {
    const { data } = demoCredentials(lab.mocks).find((credential) => credential.type === type.name)!;
    const secret = type.properties.find(({ typeOptions }) => typeOptions?.password)?.name ?? '';
    await openCredential(type.displayName);
    const complaint = complaints[type.name]!;
    if (complaint !== 'none') {
      await fillIn({ ...data, [secret]: 'wrong-0815' });
      await page.getByTestId('credential-save-button').click();
      await page.getByText('More details').click();
      await page.getByTestId('editCredential-modal').getByText(complaint).waitFor();
      if (type.name.startsWith(shown)) await picture(page, 'n8n-credential-wrong');
    }
    await fillIn(data);
    await page.getByTestId('credential-save-button').click();
    await page.getByTestId('credentials-config-container-test-success').waitFor();
  });

  test.each(packages.flatMap(nodesOf))(
    'shows the menus of $node.description.displayName',
    async ({ node: { description } }) => {
      await openNodePanel(page);
      await (await search(page, description.displayName, description.displayName)).click();
      const operations = description.properties.find(({ name }) => name === 'operation')!.options!;
      const { action = '' } = operations[0] as INodePropertyOptions;
      await page.getByText(action, { exact: true }).click();
      for (const menu of ['resource', 'operation'])
        await page.getByTestId(`parameter-input-${menu}`).waitFor();
    },
  );

  test('builds a workflow by clicks and shows the picture that comes out', async () => {
    await openNodePanel(page);
    await (await search(page, 'remove background', 'Fangtang')).click();
    await page.getByText('Restore a photo', { exact: true }).click();
    await choose('inputSource', 'URL');
    await field('imageUrl').fill(`${lab.photos.origin}/astronaut.png`);
    await choose('preset', 'Remove Background');
    await page.getByTestId('node-execute-button').click();
    await page.getByTestId('ndv-view-binary-data').click();
    const image = page.getByTestId('output-panel').locator('img').last();
    await expect.poll(() => widthOf(image), loading).toBe(512);
    await picture(page, 'n8n-result');
  });

  test.each(exampleWorkflows({ credentials: [], photos: '' }).filter(runsAlone))(
    'runs "$name" with the button',
    async ({ id, name }) => {
      await openWorkflow(name);
      await page.getByTestId('execute-workflow-button').click();
      await page.getByText('Workflow executed successfully').waitFor();
      await page.getByTestId('execute-workflow-button').getByText('Execute workflow').waitFor();
      if (id === firstExample) await picture(page, 'n8n-workflow');
    },
  );

  test('lets an AI agent work with the nodes', async () => {
    await openWorkflow(nameOf('ai-agent-photo-studio'));
    await page.getByTestId('workflow-chat-button').click();
    const photo = `${lab.photos.origin}/astronaut.png`;
    await page.getByTestId('chat-input').fill(`Cut out ${photo} and make it small`);
    await page.keyboard.press('Enter');
    await page.getByTestId('canvas-chat').getByText('Here it is: http').waitFor();
    const made = lab.mocks.world.journal.entries.filter(
      ({ endpoint, status }) => endpoint === 'createImgcompress' && status === 200,
    );
    expect(made.at(-1)?.fields?.image_url).toContain(lab.mocks.origins['aliyun-oss']);
  });

  test('says what happened and what to do when the vendor refuses', async () => {
    lab.mocks.world.faults.add({ vendor: 'fangtang', endpoint: 'uploads', effect: { error: 'noCredits' } });
    await openWorkflow(nameOf(shown));
    await page.getByTestId('canvas-node').last().dblclick();
    await page.getByTestId('node-execute-button').click();
    const output = page.getByTestId('output-panel');
    await output.getByText('No credits left at Fangtang').first().waitFor();
    await output.getByText('ask Fangtang for more').first().waitFor();
    await page.getByTestId('node-execute-button').getByText('Execute step').waitFor();
    await picture(page, 'n8n-error');
  });
});

async function openNodePanel(on: Page): Promise<void> {
  await on.goto(`${server.url}/workflow/new`);
  await on.getByTestId('canvas-plus-button').click();
  await on.getByText('Trigger manually').click();
  await on.getByTestId('node-creator-plus-button').click();
}

/** The entry of the node panel, once the search has brought it. */
async function search(on: Page, words: string, displayName: string): Promise<Locator> {
  await on.getByTestId('node-creator-search-bar').fill(words);
  const name = on.getByTestId('node-creator-item-name').filter({ hasText: new RegExp(`^${displayName}$`) });
  const entry = on.getByTestId('item-iterator-item').filter({ has: name });
  await entry.waitFor().catch(() => expect.fail(`"${words}" does not find ${displayName}`));
  return entry;
}

function synonymsOf({ folder, node }: BuiltNode): string[] {
  const file = join(folder, `${node.constructor.name}.node.json`);
  return JSON.parse(readFileSync(file, 'utf8')).alias;
}

function iconFile({ node }: BuiltNode, theme: (typeof themes)[number]): string | undefined {
  return (node.description.icon as { light: string; dark: string })[theme].split('/').at(-1);
}

/** Fails if the browser could not draw it. */
async function iconOf(item: Locator): Promise<string | null> {
  const image = item.locator('img').first();
  await expect.poll(() => widthOf(image), loading).toBeGreaterThan(0);
  return image.getAttribute('src');
}

/** 0 until all of it has come. */
const widthOf = (image: Locator): Promise<number> =>
  image.evaluate((element) => {
    const { complete, naturalWidth } = element as unknown as { complete: boolean; naturalWidth: number };
    return complete ? naturalWidth : 0;
  });

async function openCredential(displayName: string): Promise<void> {
  await page.goto(`${server.url}/home/credentials/create`);
  await page.getByTestId('new-credential-type-select').click();
  await page.keyboard.type(displayName);
  await page.getByTestId('new-credential-type-select-option').getByText(displayName, { exact: true }).click();
  await page.getByTestId('new-credential-type-button').click();
}

const field = (name: string): Locator => page.getByTestId(`parameter-input-${name}`).locator('input');

/** n8n takes over what is typed a moment later, and nothing shows when. */
async function fillIn(values: object): Promise<void> {
  for (const [name, value] of Object.entries(values)) await field(name).fill(String(value));
  await page.waitForTimeout(500);
}

async function choose(parameter: string, option: string): Promise<void> {
  await page.getByTestId(`parameter-input-${parameter}`).click();
  await page.getByRole('option', { name: option }).first().click();
}

async function openWorkflow(name: string): Promise<void> {
  await page.goto(`${server.url}/home/workflows`);
  await page.getByTestId('resources-list-wrapper').getByText(name, { exact: true }).click();
  await page.getByTestId('canvas-node').first().waitFor();
}

/** Of the first example whose file is called so. */
function nameOf(start: string): string {
  const examples = exampleWorkflows({ credentials: [], photos: '' });
  return examples.find(({ id }) => id.startsWith(start))?.name ?? '';
}

/** Pictures for the docs are taken only when asked for, because no two are alike byte for byte. */
async function picture(of: Page, name: string, folder = process.env.PICTURES): Promise<void> {
  if (!folder) return;
  mkdirSync(join(root, folder), { recursive: true });
  // Buttons that were busy fade in.
  await of.waitForTimeout(500);
  await of.screenshot({ path: join(root, folder, `${name}.png`), animations: 'disabled' });
}
