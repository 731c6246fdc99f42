import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page, selectors } from 'playwright-core';
import { owner } from './rest.ts';

/** Debian's, because the browsers that Playwright brings are downloads of 150 MB. */
export const browserPath = [
  process.env.CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => existsSync(path));

/** Says nothing to its maker, and runs without a graphics card and as root. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function openBrowser(): Promise<Browser> {
  if (!browserPath) throw new Error('There is no Chromium. On Debian: apt-get install chromium');
  selectors.setTestIdAttribute('data-test-id');
  return chromium.launch({ executablePath: browserPath, args: flags });
}

/** A page on which the owner is signed in. */
export async function signIn(browser: Browser, url: string, colorScheme: 'light' | 'dark'): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 820 }, colorScheme });
  // The first load of the editor is slow on a busy machine.
  page.setDefaultTimeout(90_000);
  await page.goto(`${url}/signin`);
  await page.locator('input[name=emailOrLdapLoginId]').fill(owner.email);
  await page.locator('input[name=password]').fill(owner.password);
  await page.getByTestId('form-submit-button').click();
  await page.getByTestId('resources-list-wrapper').waitFor();
  return page;
}
