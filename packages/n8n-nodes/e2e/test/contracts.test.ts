import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listNodePackages } from '../host/node-packages.ts';
import { breaks, type Contract, contractFile, contractOf } from '../src/contract.ts';

const toDo =
  'Give the old names, values and defaults back, or raise the major version of the package, then run npm run contracts';

describe('workflows that users have saved', () => {
  it.each(listNodePackages())('go on with $name as it is now', (pack) => {
    const broken = breaks(read(pack.name), contractOf(pack));
    if (broken.length > 0)
      expect.fail(`${pack.name} breaks saved workflows. ${toDo}.\n  ${broken.join('\n  ')}`);
  });
});

const show = { waitMode: ['poll'] };
const crop = { name: 'options.crop', type: 'boolean', default: false };
const subject = { name: 'subject', type: 'options', default: 'object', values: ['object', 'person'] };

const before = contract([subject, crop]);

/** Of a package with one operation. */
function contract(parameters: Contract['credentials'][string], more: Partial<Contract> = {}): Contract {
  const node = { versions: [1], credentials: ['shopApi'], parameters: { 'image/cutOut': parameters } };
  const key = { name: 'apiKey', type: 'string', default: '' };
  return {
    package: 'n8n-nodes-shop',
    major: 0,
    nodes: { 'n8n-nodes-shop.shop': node },
    credentials: { shopApi: [key] },
    ...more,
  };
}

describe('a change', () => {
  const place = 'n8n-nodes-shop.shop: image/cutOut';

  it.each([
    ['a name', [subject, { ...crop, name: 'options.trim' }], `${place}: "options.crop" is gone`],
    [
      'a type',
      [{ ...subject, type: 'string' }, crop],
      `${place}: "subject": the type was options and is string`,
    ],
    [
      'a default',
      [{ ...subject, default: 'person' }, crop],
      `${place}: "subject": the default was "object" and is "person"`,
    ],
    [
      'a value',
      [{ ...subject, values: ['object'] }, crop],
      `${place}: "subject": the value "person" is gone`,
    ],
    [
      'when it is shown',
      [subject, { ...crop, show }],
      `${place}: "options.crop": it is hidden where it was shown`,
    ],
    [
      'when it is hidden',
      [subject, { ...crop, hide: show }],
      `${place}: "options.crop": it is hidden where it was shown`,
    ],
  ])('of %s breaks them', (_, parameters, text) => {
    expect(breaks(before, contract(parameters))).toEqual([text]);
  });

  it('that takes a node, a version, an operation or a credential away breaks them', () => {
    expect(breaks(before, contract([], { nodes: {}, credentials: {} }))).toEqual([
      'the node n8n-nodes-shop.shop is gone',
      'the credential shopApi is gone',
    ]);
    const bare = { 'n8n-nodes-shop.shop': { versions: [2], credentials: [], parameters: {} } };
    expect(breaks(before, contract([], { nodes: bare }))).toEqual([
      'n8n-nodes-shop.shop: version 1 is gone',
      'n8n-nodes-shop.shop: it does not take the credential shopApi now',
      'n8n-nodes-shop.shop: image/cutOut is gone',
    ]);
  });

  it('that adds something breaks nothing', () => {
    const more = [
      { ...subject, values: ['object', 'person', 'stamp'] },
      crop,
      { ...crop, name: 'options.size' },
    ];
    expect(breaks(before, contract(more))).toEqual([]);
    const shown = contract([{ ...crop, show }]);
    expect(breaks(shown, contract([{ ...crop, show: { waitMode: ['poll', 'callback'] } }]))).toEqual([]);
  });

  it('in a new major version may break them', () => {
    expect(breaks(before, contract([], { major: 1 }))).toEqual([]);
  });
});

function read(name: string): Contract {
  const file = contractFile(name);
  if (!existsSync(file)) expect.fail(`${name} has no contract yet: run npm run contracts`);
  return JSON.parse(readFileSync(file, 'utf8'));
}
