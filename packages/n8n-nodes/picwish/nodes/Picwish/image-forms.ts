import { kebab } from '@api-repack/core';
import { operations, type ToolName, tools, waitFor } from '@api-repack/core/picwish';
import type { OperationForm } from '@api-repack/n8n-kit';
import { clothing, documentFormats, documentTypes, fileFormats, labels, pngOrJpg } from './labels';
import { taskFacts } from './task-facts';

/** A tool of the developer API; the other tools are paths that no manual names, for the same. */
type OfferedTool = Exclude<ToolName, 'rBackground' | 'rClothingSegmentation'>;
type Words = Omit<OperationForm, 'core'>;

const mask = {
  label: 'Mask',
  description: 'What to work on',
  of: { mask_file: 'Binary Field', mask_url: 'URL' },
};
const maskOrRectangles = {
  label: 'Mask',
  description: 'What to erase',
  of: { rectangles: 'Rectangles', mask_file: 'Binary Field', mask_url: 'URL' },
};

const otherPath = {
  displayName: 'Undocumented Address',
  name: 'otherPath',
  type: 'boolean',
  default: false,
  description: 'Whether to call the address that other programs use, which the manual does not name',
} as const;

const forms: Readonly<Record<OfferedTool, Words>> = {
  segmentation: {
    name: 'Remove Background',
    action: 'Remove the background of an image',
    main: ['type'],
    labels: {
      ...labels,
      type: { label: 'Subject', values: { person: 'Person', object: 'Object', stamp: 'Stamp' } },
      format: pngOrJpg,
    },
  },
  selfFaceCutout: {
    name: 'Cut Out Face',
    action: 'Cut out the face of an image',
    labels: { ...labels, output_format: pngOrJpg },
  },
  background: {
    name: 'Replace Background',
    action: 'Put a new background behind an object',
    main: ['backgroundFrom'],
    labels: {
      ...labels,
      scene_type: { label: 'Scene ID', description: 'Number of a scene, which List Scenes shows' },
      batch_size: { label: 'Images', values: { '1': 'One', '2': 'Two', '3': 'Three', '4': 'Four' } },
    },
    alternatives: {
      backgroundFrom: {
        label: 'Background From',
        description: 'What says how the background looks',
        of: { prompt: 'Prompt', scene_type: 'Scene' },
      },
    },
    variant: { core: operations.rBackground, option: otherPath },
  },
  scale: {
    name: 'Enhance',
    action: 'Enhance and enlarge an image',
    main: ['type', 'scale_factor'],
    labels: {
      ...labels,
      type: { label: 'Subject', values: { clean: 'Anything', face: 'Faces' } },
      scale_factor: { label: 'Enlargement', values: { '1': 'None', '2': '2 Times', '4': '4 Times' } },
      fix_face_only: { label: 'Only Faces' },
    },
  },
  scalePro: {
    name: 'Enhance Pro',
    action: 'Enhance an image with the larger model',
    main: ['type'],
    labels: {
      ...labels,
      type: { label: 'Model', description: 'Which model to use', values: { '1': 'Fast', '0': 'Standard' } },
    },
  },
  colorization: { name: 'Colorize', action: 'Colorize an image' },
  inpaint: {
    name: 'Erase Objects',
    action: 'Erase objects from an image',
    main: ['mask'],
    alternatives: { mask: maskOrRectangles },
  },
  watermark: {
    name: 'Erase Marked Watermark',
    action: 'Erase a marked watermark',
    main: ['mask'],
    alternatives: { mask: maskOrRectangles },
  },
  externalWatermarkRemove: { name: 'Remove Watermark', action: 'Find and remove watermarks' },
  advancedWatermarkRemove: {
    name: 'Remove Watermark (Advanced)',
    action: 'Find and remove watermarks with the larger model',
  },
  idphoto: {
    name: 'Make ID Photo',
    action: 'Make an ID photo',
    main: ['size', 'format'],
    labels: { ...labels, format: pngOrJpg },
  },
  externalIdphoto: {
    name: 'Make ID Photo (Advanced)',
    action: 'Make an ID photo with other clothes',
    main: ['size', 'format'],
    labels: { ...labels, format: pngOrJpg },
    earlier: { field: 'last_id', name: 'Earlier Image' },
  },
  ocr: {
    name: 'Read Text',
    action: 'Read the text of an image',
    description: 'Turn a picture or document into a text, Word, Excel or PDF file',
    main: ['format'],
    labels: { ...labels, format: documentFormats },
    readsText: true,
  },
  correction: {
    name: 'Straighten Document',
    action: 'Straighten a document',
    description: 'Find the edges of a document or product, straighten it and make text clearer',
    main: ['type'],
    labels: { ...labels, type: documentTypes },
  },
  imgcompress: {
    name: 'Compress',
    action: 'Compress an image',
    main: ['compressTo'],
    labels: { ...labels, format: fileFormats },
    alternatives: {
      compressTo: {
        label: 'Compress To',
        description: 'What to aim at',
        of: { quality: 'Quality', kbyte: 'File Size' },
      },
    },
  },
  advancedImageExpand: {
    name: 'Expand',
    action: 'Expand an image beyond its edges',
    main: ['top', 'bottom', 'left', 'right'],
    labels: {
      ...labels,
      top: { default: 0.1 },
      bottom: { default: 0.1 },
      left: { default: 0.1 },
      right: { default: 0.1 },
    },
  },
  clothingSegmentation: {
    name: 'Find Clothes',
    action: 'Find clothes in an image',
    description: 'Return masks of the clothes',
    labels: clothing,
    variant: { core: operations.rClothingSegmentation, option: otherPath },
  },
  retouchingCollection: {
    name: 'Retouch',
    action: 'Retouch a marked product',
    main: ['mask'],
    alternatives: { mask },
  },
};

const names = Object.keys(forms) as OfferedTool[];

function formOf(tool: OfferedTool): OperationForm {
  return {
    labels,
    toJson: taskFacts,
    endsAtOnce: ({ sync }) => sync === 1,
    ...forms[tool],
    core: operations[tool],
  };
}

/** By the names that core's operation for results knows. Another path of a tool has the tool's name. */
const toolNames = Object.fromEntries([
  ...names.map((tool) => [kebab(tool), forms[tool].name]),
  [kebab('rBackground'), `${forms.background.name} (Undocumented Address)`],
  [kebab('rClothingSegmentation'), `${forms.clothingSegmentation.name} (Undocumented Address)`],
]);

const longestWait = Math.max(...(Object.keys(tools) as ToolName[]).map((tool) => waitFor(tool).timeoutMs));

const getResult: OperationForm = {
  core: operations.result,
  name: 'Get Result',
  action: 'Get the result of a task',
  description: 'Fetch the result of an earlier task by its ID, at no charge',
  main: ['tool', 'task_id'],
  labels: {
    tool: { label: 'Tool', values: toolNames },
    task_id: { label: 'ID', parameter: 'id', example: 'f1acd233-0c5e-4a3b-9d53-3f2f6f0e7a11' },
  },
  each: 'task_id',
  wait: { ...waitFor('ocr'), timeoutMs: longestWait },
  toJson: taskFacts,
  readsText: true,
};

/** No list in the form of Replace Background: what the answer looks like is in no manual, so it is passed on as it is. */
const listScenes: OperationForm = {
  core: operations.backgroundTemplates,
  name: 'List Scenes',
  action: 'List the scenes for backgrounds',
  description: 'List what PicWish has as scenes, whose numbers Replace Background takes as Scene ID',
  main: ['language'],
  labels: { language: { label: 'Language', values: { en: 'English', zh: 'Chinese' } } },
};

export const imageForms: Readonly<Record<string, OperationForm>> = {
  ...Object.fromEntries(names.map((tool) => [tool, formOf(tool)])),
  getResult,
  listScenes,
};
