import {
  endpointName,
  failedStates,
  picwish,
  type Tool,
  type ToolName,
  tools,
} from '@api-repack/core/picwish';
import { withHeader, withoutField } from '../change.ts';
import type { ContractCase, Made, StateRule, VendorContract } from '../contract.ts';
import { type Difference, shown } from '../difference.ts';
import { described, type Example, exampleOf, findExample } from '../example.ts';
import { samplePictures } from '../sample-pictures.ts';

const { jpeg, png } = samplePictures;
const image = { image_file: jpeg };

/** What tools need beside the picture. */
const inputs: { readonly [Name in ToolName]?: object } = {
  inpaint: { ...image, rectangles: [{ x: 8, y: 8, width: 32, height: 32 }] },
  watermark: { ...image, mask_file: png },
  externalWatermarkRemove: { file: jpeg },
  retouchingCollection: { ...image, mask_file: png },
  background: { image_file: png, scene_type: 105 },
  rBackground: { image_file: png, scene_type: 105 },
};

export const taskStates: StateRule[] = [
  {
    path: 'data.state',
    phases: {
      ...Object.fromEntries([0, 2, 3, 4].map((state) => [state, 'running'])),
      ...Object.fromEntries(Object.values(failedStates).map(({ code }) => [code, 'failed'])),
      1: 'done',
    },
  },
];

const manual = 'https://picwish.com/new-remove-objects-api-doc and its sister pages, 2026-11';

/** A few tools answer with several masks in an object. */
const severalFiles = new Set(['class_masks']);

function finishedExample(name: ToolName, { results }: Tool): Example {
  const quoted = findExample('picwish', `${endpointName('read', name)}.ok`);
  if (quoted) return quoted;
  const [field = 'image'] = results;
  const url = 'https://wxtechsz.oss-cn-shenzhen.aliyuncs.com/tasks/output/picture.png';
  return described(manual, {
    status: 200,
    data: {
      task_id: 'f1acd233-5d0e-4c3f-9a0b-6f6f0f0d2c11',
      state: 1,
      progress: 100,
      [field]: severalFiles.has(field) ? {} : url,
    },
  });
}

/** Others answer with a file, with several pictures, or with either name for the same. */
const answersImage = ({ results }: Tool): boolean => results[0] === 'image' && !results.includes('image_url');

const casesOf = ([name, tool]: [ToolName, Tool]): ContractCase[] => [
  {
    endpoint: endpointName('create', name),
    title: `starts to ${tool.summary}`,
    input: () => inputs[name] ?? image,
    example: exampleOf('picwish', 'createScale.ok'),
    credits: tool.cost.credits,
    saves: (data) => ({ [name]: (data as { task_id: string }).task_id }),
  },
  {
    endpoint: endpointName('read', name),
    title: `waits until a task to ${tool.summary} is done`,
    input: (made) => ({ task_id: made[name] }),
    needs: [name],
    example: finishedExample(name, tool),
    states: taskStates,
    runningExample: exampleOf('picwish', 'readScale.ok-processing'),
    // Seen in some answers only.
    compare: {
      optional: ['data.type', 'data.foreground_rect', ...(answersImage(tool) ? [] : ['data.image'])],
    },
  },
];

const left = (data: unknown): number =>
  (data as readonly { readonly remaining_credits: number }[]).reduce(
    (sum, { remaining_credits }) => sum + remaining_credits,
    0,
  );

function tookThePrices(data: unknown, { left: before, spent }: Made): Difference[] {
  const expected = Number(before) - Number(spent);
  if (left(data) === expected) return [];
  return [
    { kind: 'credits', path: 'data[].remaining_credits', expected: `${expected}`, actual: shown(left(data)) },
  ];
}

const toolEntries = Object.entries(tools) as [ToolName, Tool][];
const balance = { endpoint: 'credits', example: exampleOf('picwish', 'credits.ok') };

export const picwishContract: VendorContract = {
  vendor: picwish,
  probe: 'credits',
  credentialFields: ['apiKey'],
  credentials: ({ apiKey }) => ({ apiKey }),
  cases: [
    { ...balance, title: 'reads the balance', saves: (data) => ({ left: left(data) }) },
    // The shape of its list is not documented.
    { endpoint: 'backgroundTemplates', title: 'lists the background templates' },
    {
      endpoint: 'backgroundTemplates',
      title: 'lists the background templates',
      example: described('one public client calls it; what the data looks like is not known', {
        status: 200,
        data: null,
      }),
    },
    ...toolEntries.flatMap(casesOf),
    { ...balance, title: 'took what the price list says', needs: ['left', 'spent'], check: tookThePrices },
    {
      endpoint: 'createSegmentation',
      title: 'answers at once with sync',
      input: () => ({ ...image, sync: 1 }),
      example: exampleOf('picwish', 'createSegmentation.ok-sync'),
      credits: tools.segmentation.cost.credits,
      compare: { optional: ['message'] },
    },
  ],
  placeholders: Object.fromEntries(
    toolEntries.map(([name]) => [name, '00000000-0000-4000-8000-000000000000']),
  ),
  provocations: {
    invalidKey: {
      change: (request) => withHeader(request, 'x-api-key', 'no-such-key'),
      isFree: true,
    },
    badInput: {
      change: (request) =>
        ['image_file', 'file'].reduce((changed, name) => withoutField(changed, name), request),
    },
    unknownTask: { change: (request) => request },
  },
  unprovoked: {
    noCredits: 'needs a key without credits',
    tooLarge: 'the limit is not documented',
    tooFast: 'would slow down other users of the key',
    internal: 'no request causes it',
  },
  failure: ({ code, status = 200 }) =>
    described('https://picwish.com/states', { status: code, message: 'any text' }, status),
  compare: { codePath: 'status', exact: ['message', 'data.state', 'data.progress', 'data.state_detail'] },
  compareFailure: { codePath: 'status' },
};
