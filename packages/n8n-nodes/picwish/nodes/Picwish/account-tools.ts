import type { WebToolName } from '@api-repack/core/picwish-web';
import { amount, choice, type FormField, numberedChoice, type ToolForm, text } from './form';
import { documentFormat, imageAndMask, languages } from './form-parts';

const ratio = (name: string, label: string, description: string): FormField => ({
  ...amount(name, [1, 1.5, 4], { label, description }),
  typeOptions: { minValue: 1, maxValue: 4, numberPrecision: 2 },
});

const required = (field: FormField): FormField => ({ ...field, required: true });

/** Every tool of the web page. */
export const accountTools: Readonly<Record<WebToolName, ToolForm>> = {
  faceCutout: {
    name: 'Cut Out Face',
    action: 'Cut out the face of an image with an account',
    description: 'Keep nothing but the face',
  },
  scale: {
    name: 'Enhance',
    action: 'Enhance and enlarge an image with an account',
    description: 'Enlarge and sharpen a picture or faces',
    main: [
      numberedChoice(
        'type',
        { 1: 'Anything', 2: 'Faces' },
        { label: 'Subject', description: 'What to improve' },
      ),
    ],
  },
  segmentation: {
    name: 'Remove Background',
    action: 'Remove the background of an image with an account',
    description: 'Cut out people or objects',
    main: [imageAndMask],
  },
  ocr: {
    name: 'Read Text',
    action: 'Read the text of an image with an account',
    description: 'Turn a picture into a text, Word, Excel or PDF file',
    main: [documentFormat, languages('task_language')],
  },
  colorization: {
    name: 'Colorize',
    action: 'Colorize an image with an account',
    description: 'Give a black-and-white picture colors',
  },
  textToImage: {
    name: 'Generate Image',
    action: 'Generate an image from a text with an account',
    description: 'Paint what a text describes',
    main: [
      required(text('prompt', { label: 'Prompt', description: 'What to paint' })),
      amount('width', [1, 512, 8000], { label: 'Width', description: 'In pixels' }),
      amount('height', [1, 512, 8000], { label: 'Height', description: 'In pixels' }),
    ],
    extra: [
      amount('batch_size', [1, 1, 8], { label: 'Images', description: 'How many to paint' }),
      text('negative_prompt', { label: 'Negative Prompt', description: 'What not to paint' }),
      amount('speed', [0, 0, 10], { label: 'Speed', description: 'As numbered by the web page' }),
      text('theme', { label: 'Theme', description: 'Style, as the web page names it' }),
    ],
  },
  imageExpand: {
    name: 'Expand',
    action: 'Paint beyond the edges of an image with an account',
    description: 'Paint beyond the edges',
    main: [
      ratio('horizontal_expansion_ratio', 'Horizontal Ratio', 'Width of the result to that of the picture'),
      ratio('vertical_expansion_ratio', 'Vertical Ratio', 'Height of the result to that of the picture'),
    ],
    extra: [
      amount('image_count', [1, 1, 4], { label: 'Images', description: 'How many to paint' }),
      text('negative_prompt', { label: 'Negative Prompt', description: 'What not to paint' }),
      text('prompt', { label: 'Prompt', description: 'What to paint beyond the edges' }),
    ],
  },
  imageTranslate: {
    name: 'Translate',
    action: 'Translate the text in an image with an account',
    description: 'Replace the text in a picture by its translation',
    main: [
      required(
        text('source_language', {
          label: 'From Language',
          description: 'Language in the picture',
          example: 'zh',
        }),
      ),
      required(
        text('target_language', {
          label: 'To Language',
          description: 'Language of the result',
          example: 'en',
        }),
      ),
    ],
    extra: [
      choice(
        'img_trans_key',
        { aliyun: 'Aliyun', google: 'Google', papago: 'Papago' },
        { label: 'Translator', description: 'Who translates' },
      ),
    ],
  },
  autoWatermarkImage: {
    name: 'Remove Watermark',
    action: 'Find and remove watermarks with an account',
    description: 'Find and erase watermarks',
  },
};
