// Writes the generated parts of the docs again; with --check it only says whether they are up to date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Vendor } from '@api-repack/core';
import { mockVendors } from '@api-repack/mock-vendors';
import { endpointsTable, errorsTable } from './docs/declarations.ts';
import { pricesTable } from './docs/prices.ts';
import { settingsTable } from './docs/settings.ts';

const check = process.argv.includes('--check');

interface Page {
  readonly folder: string;
  readonly vendors: Vendor[];
}

/** Two declarations may share a folder and a page, as PicWish's two APIs do. */
const pages = Map.groupBy(mockVendors, ({ name }) => name.replace(/-web$/, ''));

function generatedParts({ folder, vendors }: Page): Record<string, string> {
  return {
    endpoints: vendors.map(endpointsTable).join('\n\n'),
    errors: vendors.map(errorsTable).join('\n\n'),
    settings: settingsTable(readFileSync(`packages/mock-vendors/src/vendors/${folder}/settings.ts`, 'utf8')),
  };
}

function fill(text: string, parts: Record<string, string>): string {
  return text.replace(
    /(<!-- generated: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, start, name, end) => `${start}${parts[name] ?? ''}\n${end}`,
  );
}

/** Whether a page was out of date; it is written again unless this only checks. */
function refresh(file: string, parts: Record<string, string>): boolean {
  const old = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (old === '')
    throw new Error(`${file} is missing: copy docs/vendors/fangtang.md and write it for this vendor`);
  const fresh = fill(old, parts);
  if (!check && fresh !== old) writeFileSync(file, fresh);
  return fresh !== old;
}

const prices = { prices: pricesTable() };
const parts: Record<string, Record<string, string>> = {
  'docs/cost.md': prices,
  'docs/cost.zh-CN.md': prices,
  ...Object.fromEntries(
    [...pages].map(([folder, mocks]) => [
      `docs/vendors/${folder}.md`,
      generatedParts({ folder, vendors: mocks.map(({ vendor }) => vendor) }),
    ]),
  ),
};
const stale = Object.entries(parts).filter(([file, generated]) => refresh(file, generated));

if (check && stale.length > 0) {
  console.error(
    `Out of date: ${stale.map(([file]) => file).join(', ')}. Run npm run docs and commit the change.`,
  );
  process.exitCode = 1;
}
