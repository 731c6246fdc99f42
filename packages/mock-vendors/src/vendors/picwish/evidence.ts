import { endpointName, type ToolName, tools } from '@api-repack/core/picwish';
import { client, each, fixture, guess, manual, type VendorEvidence } from '../../evidence/evidence.ts';

const pages = 'API pages at picwish.com, 2026-11';
const statuses = manual('https://picwish.com/states, HTTP statuses');

/** Tools that no manual of its own describes. */
const seen: { readonly [Name in ToolName]?: string } = {
  rClothingSegmentation: 'path in public clients; the manual prints clothing-segmentation',
  rBackground: 'path in three public clients; the manual prints background',
  watermark: 'public clients, and the list of tools in the manual',
};

const manuals: { readonly [Name in ToolName]?: string } = {
  advancedImageExpand: 'https://picwish.com/new-image-expansion-api-doc',
};

const quoted: Readonly<Record<string, string>> = {
  createScale: 'createScale.ok',
  createSegmentation: 'createSegmentation.ok-sync',
  readScale: 'readScale.ok',
  readExternalWatermarkRemove: 'readExternalWatermarkRemove.ok',
};

const evidenceOf = (tool: ToolName, endpoint: string) => [
  seen[tool] === undefined
    ? manual(`${manuals[tool] ?? pages}, ${tools[tool].path}`)
    : client(seen[tool] as string),
  ...(quoted[endpoint] === undefined ? [] : [fixture(`picwish/${quoted[endpoint]}`)]),
];

/** The manual prints a whole task for few tools; those of the others are the same. */
const ofTasks = each(
  [
    ...['state_detail', 'created_at', 'processed_at', 'completed_at', 'download_time', 'time_elapsed'],
    ...['err_info', 'return_type', 'image_width', 'image_height'],
  ].map((name) => `data.${name}`),
  () => [fixture('picwish/readScale.ok')],
);

const clothing = { 'data.clothes_masks': [client('public clients read it')] };

export const evidence: VendorEvidence = {
  endpoints: {
    ...Object.fromEntries(
      (Object.keys(tools) as ToolName[]).flatMap((tool) =>
        (['create', 'read'] as const).map((verb) => {
          const endpoint = endpointName(verb, tool);
          return [endpoint, evidenceOf(tool, endpoint)];
        }),
      ),
    ),
    credits: [
      client('public clients; the path in the manual, /tech/customers/package-credits, answers 404'),
      fixture('picwish/credits.ok'),
      fixture('picwish/credits.documented-path'),
    ],
    backgroundTemplates: [guess('one public client calls it; what the answer looks like is inferred')],
  },
  errors: {
    badInput: [statuses],
    invalidKey: [statuses],
    noCredits: [guess('402 is what HTTP has for it')],
    unknownTask: [statuses],
    tooLarge: [statuses, guess('the limit')],
    tooFast: [statuses],
    internal: [statuses],
  },
  fields: {
    '*': { ...ofTasks, 'data.foreground_rect': [fixture('picwish/createSegmentation.ok-sync')] },
    readClothingSegmentation: clothing,
    readRClothingSegmentation: clothing,
  },
  assumptions: {
    pollsCount: { because: 'the manual limits calls, whatever they are', alternatives: [false] },
    retryAfterS: { because: 'the limit is per second', alternatives: [0, 5] },
    noCreditsStatus: { because: '402 is what HTTP has for it', alternatives: [400, 403] },
    maxUploadBytes: { because: 'no limit of the upload itself is documented', alternatives: [15 * 2 ** 20] },
  },
};
