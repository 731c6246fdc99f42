// Writes the generated parts of docs/vendors/*.md again; with --check it only says whether they are up to date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Vendor } from '@api-repack/core';
import { mockVendors } from '@api-repack/mock-vendors';
import { endpointsTable, errorsTable } from './docs/declarations.ts';
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

const stale = [...pages].filter(([folder, mocks]) => {
  const file = `docs/vendors/${folder}.md`;
  const old = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (old === '')
    throw new Error(`${file} is missing: copy docs/vendors/fangtang.md and write it for this vendor`);
  const fresh = fill(old, generatedParts({ folder, vendors: mocks.map(({ vendor }) => vendor) }));
  if (!check && fresh !== old) writeFileSync(file, fresh);
  return fresh !== old;
});

if (check && stale.length > 0) {
  console.error(
    `Out of date: ${stale.map(([name]) => name).join(', ')}. Run npm run docs and commit the change.`,
  );
  process.exitCode = 1;
}
