import { type Evidence, type MockVendor, mockVendors } from '@api-repack/mock-vendors';

const kinds = ['manual', 'fixture', 'client', 'guess'] as const;

const sourcesOf = (evidence: readonly Evidence[], kind: Evidence['kind']): string =>
  evidence
    .filter((one) => one.kind === kind)
    .map(({ source }) => (kind === 'fixture' ? `\`${source}\`` : source))
    .join('; ');

const rowOf = ([name, evidence]: readonly [string, readonly Evidence[]]): string =>
  `| \`${name}\` | ${kinds.map((kind) => sourcesOf(evidence, kind)).join(' | ')} |`;

const table = (what: string, parts: Readonly<Record<string, readonly Evidence[]>>): string[] => [
  `| ${what} | manual | fixture | client | guess |`,
  '| --- | --- | --- | --- | --- |',
  ...Object.entries(parts).map(rowOf),
];

function assumptionsTable({ evidence, defaults }: MockVendor): string[] {
  const usual = defaults as Readonly<Record<string, unknown>>;
  const rows = Object.entries(evidence?.assumptions ?? {}).map(
    ([setting, { because, alternatives }]) =>
      `| \`${setting}\` | \`${JSON.stringify(usual[setting])}\` | ${alternatives.map((one) => `\`${JSON.stringify(one)}\``).join(', ')} | ${because} |`,
  );
  return ['| setting | default | alternatives | why this default |', '| --- | --- | --- | --- |', ...rows];
}

function fieldsTable({ evidence }: MockVendor): string[] {
  const fields = Object.entries(evidence?.fields ?? {}).flatMap(([endpoint, paths]) =>
    Object.entries(paths).map(([path, rests]) => [`${endpoint} ${path}`, rests] as const),
  );
  return fields.length === 0 ? [] : [...table('field', Object.fromEntries(fields)), ''];
}

/** What each mock rests on. */
export const evidenceTables = (): string =>
  mockVendors
    .flatMap((mock) => [
      `## ${mock.vendor.displayName}`,
      '',
      ...table('endpoint', mock.evidence?.endpoints ?? {}),
      '',
      ...table('error', mock.evidence?.errors ?? {}),
      '',
      ...fieldsTable(mock),
      ...assumptionsTable(mock),
      '',
    ])
    .join('\n')
    .trimEnd();
