import { kebab } from '@api-repack/core';
import { operations, type WebToolName } from '@api-repack/core/picwish-web';
import type { FieldLabels, OperationForm } from '@api-repack/n8n-kit';
import { documentFormats, imageAndMask, languages } from './labels';
import { taskFacts } from './task-facts';

const common: FieldLabels = {
  quality: {
    label: 'Quality',
    description: 'Which of the files without a watermark to fetch, where PicWish offers several',
    values: { hd: 'HD (Original Size)', standard: 'Standard', free: 'Free (About 640 Pixels)' },
  },
};

const languageCodes = {
  zh: 'Chinese (Simplified)',
  'zh-tw': 'Chinese (Traditional)',
  en: 'English',
  fr: 'French',
  de: 'German',
  it: 'Italian',
  ja: 'Japanese',
  ko: 'Korean',
  pt: 'Portuguese',
  ru: 'Russian',
  es: 'Spanish',
};

const forms: Readonly<Record<WebToolName, Omit<OperationForm, 'core'>>> = {
  segmentation: {
    name: 'Remove Background',
    action: 'Remove the background of an image with an account',
    main: ['output_type'],
    labels: { ...common, output_type: imageAndMask },
  },
  faceCutout: { name: 'Cut Out Face', action: 'Cut out the face of an image with an account' },
  scale: {
    name: 'Enhance',
    action: 'Enhance and enlarge an image with an account',
    description: 'Enlarge and sharpen',
    main: ['type'],
    labels: {
      ...common,
      type: {
        label: 'Subject',
        description: 'What to improve',
        values: { '1': 'Anything', '2': 'Faces' },
      },
    },
  },
  colorization: { name: 'Colorize', action: 'Colorize an image with an account' },
  autoWatermarkImage: {
    name: 'Remove Watermark',
    action: 'Find and remove watermarks with an account',
    labels: common,
  },
  ocr: {
    name: 'Read Text',
    action: 'Read the text of an image with an account',
    main: ['format', 'task_language'],
    labels: { ...common, format: documentFormats, task_language: languages },
    readsText: true,
  },
  imageTranslate: {
    name: 'Translate',
    action: 'Translate the text in an image with an account',
    main: ['source_language', 'target_language'],
    labels: {
      ...common,
      source_language: { label: 'From Language', values: languageCodes, default: 'zh' },
      target_language: { label: 'To Language', values: languageCodes, default: 'en' },
      img_trans_key: {
        label: 'Translator',
        values: { aliyun: 'Aliyun', google: 'Google', papago: 'Papago' },
      },
    },
  },
  imageExpand: {
    name: 'Expand',
    action: 'Paint beyond the edges of an image with an account',
    main: ['horizontal_expansion_ratio', 'vertical_expansion_ratio'],
    labels: {
      ...common,
      horizontal_expansion_ratio: { label: 'Horizontal Ratio', default: 1.5 },
      vertical_expansion_ratio: { label: 'Vertical Ratio', default: 1.5 },
      image_count: { label: 'Images' },
    },
  },
  textToImage: {
    name: 'Generate Image',
    action: 'Generate an image from a text with an account',
    main: ['prompt', 'width', 'height'],
    labels: {
      ...common,
      width: { label: 'Width (Pixels)', default: 512 },
      height: { label: 'Height (Pixels)', default: 512 },
      batch_size: { label: 'Images' },
    },
  },
};

const names = Object.keys(forms) as WebToolName[];

const earlier = { field: 'resource_id', name: 'Earlier Upload' };

const formOf = (tool: WebToolName): OperationForm => ({
  labels: common,
  toJson: taskFacts,
  ...(tool !== 'textToImage' && { earlier }),
  ...forms[tool],
  core: operations[tool],
});

const getResult: OperationForm = {
  core: operations.result,
  name: 'Get Result',
  action: 'Get the result of a task of an account',
  description: 'Fetch the result of an earlier task by its ID, at no charge',
  main: ['tool', 'task_id'],
  labels: {
    ...common,
    tool: {
      label: 'Tool',
      values: Object.fromEntries(names.map((tool) => [kebab(tool), forms[tool].name])),
    },
    task_id: { label: 'ID', parameter: 'id', example: 'f1acd233-0c5e-4a3b-9d53-3f2f6f0e7a11' },
  },
  each: 'task_id',
  toJson: taskFacts,
  readsText: true,
};

const upload: OperationForm = {
  core: operations.upload,
  name: 'Upload',
  action: 'Upload an image to an account',
  description: 'Store an image and return its ID, for the input "Earlier Upload" of the other operations',
  toJson: ({ resource_id: id }) => ({ id: String(id) }),
};

export const accountForms: Readonly<Record<string, OperationForm>> = {
  ...Object.fromEntries(names.map((tool) => [tool, formOf(tool)])),
  getResult,
  upload,
};
