// Writes the generated parts of the docs again; with --check it only says whether they are up to date.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type MockVendor, mockVendors } from '@api-repack/mock-vendors';
import { vendorOpenApi } from '../packages/mock-vendors/src/openapi/vendor-openapi.ts';
import { agentFiles } from './docs/agents.ts';
import { controlTable } from './docs/control.ts';
import { endpointsTable, errorsTable } from './docs/declarations.ts';
import { evidenceTables } from './docs/evidence.ts';
import { missingList, operationsTable } from './docs/oss-operations.ts';
import { accountCoverage, developerCoverage } from './docs/picwish-coverage.ts';
import { chinesePricesTable, pricesTable } from './docs/prices.ts';
import { settingsTable } from './docs/settings.ts';
import { survivorsTable } from './docs/survivors.ts';
import { checklist } from './new-vendor/checklist.ts';

const check = process.argv.includes('--check');

function generatedParts({ name, vendor }: MockVendor): Record<string, string> {
  return {
    endpoints: endpointsTable(vendor),
    errors: errorsTable(vendor),
    ...(name === 'aliyun-oss' && { operations: operationsTable(), missing: missingList() }),
    settings: settingsTable(readFileSync(`packages/mock-vendors/src/vendors/${name}/settings.ts`, 'utf8')),
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

/** Without its first line, which says that the skeleton is written. */
const steps = checklist({ kebab: '<vendor>', camel: '<vendor>', pascal: '<vendor>' })
  .replace(/^.*\n\n/, '')
  .trimEnd();
const parts: Record<string, Record<string, string>> = {
  'CONTRIBUTING.md': { checklist: steps },
  'docs/evidence.md': { evidence: evidenceTables(), survivors: survivorsTable() },
  'docs/your-vendor.md': { example: `\`\`\`ts\n${readFileSync('examples/your-vendor.ts', 'utf8')}\`\`\`` },
  'docs/mock-vendors.md': { control: controlTable() },
  'docs/vendors/picwish-coverage.md': { developer: developerCoverage(), account: accountCoverage() },
  'docs/cost.md': { prices: pricesTable() },
  'docs/cost.zh-CN.md': { prices: chinesePricesTable() },
  ...Object.fromEntries(mockVendors.map((mock) => [`docs/vendors/${mock.name}.md`, generatedParts(mock)])),
};
/** Whole files, for those who read the vendors' APIs without starting anything. */
const documents = mockVendors.map((mock) => [
  `packages/mock-vendors/openapi/${mock.name}.json`,
  `${JSON.stringify(vendorOpenApi([mock]), null, 2)}\n`,
]) as [string, string][];

function write(file: string, fresh: string): boolean {
  const isStale = !existsSync(file) || readFileSync(file, 'utf8') !== fresh;
  if (!check && isStale) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, fresh);
  }
  return isStale;
}

const stale = [
  ...Object.entries(parts).filter(([file, generated]) => refresh(file, generated)),
  ...documents.filter(([file, fresh]) => write(file, fresh)),
  // Last, since they are made of the pages above.
  ...agentFiles().filter(([file, fresh]) => write(file, fresh)),
];

if (check && stale.length > 0) {
  console.error(
    `Out of date: ${stale.map(([file]) => file).join(', ')}. Run npm run docs and commit the change.`,
  );
  process.exitCode = 1;
}
