import type { WebToolName } from '@api-repack/core/picwish';
import { amount, choice, list, numberChoice, type ToolForm, text } from './form';

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
    main: [numberChoice('type', 'Subject', { 1: 'Anything', 2: 'Faces' }, 'What to improve')],
  },
  segmentation: {
    name: 'Remove Background',
    action: 'Remove the background of an image with an account',
    description: 'Cut out people or objects',
    main: [
      numberChoice('output_type', 'Result', { 1: 'Image and Mask', 2: 'Image', 3: 'Mask' }, 'What to return'),
    ],
  },
  ocr: {
    name: 'Read Text',
    action: 'Read the text of an image with an account',
    description: 'Turn a picture into a text, Word, Excel or PDF file',
    main: [
      choice(
        'format',
        'File Format',
        { docx: 'Word', pdf: 'PDF', pptx: 'PowerPoint', txt: 'Text', xlsx: 'Excel' },
        'Format of the result',
      ),
      list('task_language', 'Languages', 'Separated by commas, as PicWish spells them', 'English,ChinesePRC'),
    ],
  },
  colorization: {
    name: 'Colorize',
    action: 'Colorize an image with an account',
    description: 'Give a black-and-white picture colours',
  },
  textToImage: {
    name: 'Generate Image',
    action: 'Generate an image from a text with an account',
    description: 'Paint what a text describes',
    main: [
      { ...text('prompt', 'Prompt', 'What to paint'), required: true },
      { ...amount('width', 'Width', [1, 8000], 'In pixels'), default: 512 },
      { ...amount('height', 'Height', [1, 8000], 'In pixels'), default: 512 },
    ],
    extra: [
      text('negative_prompt', 'Negative Prompt', 'What not to paint'),
      text('theme', 'Theme', 'Style, as the web page names it'),
      amount('batch_size', 'Images', [1, 8], 'How many to paint'),
    ],
  },
  imageExpand: {
    name: 'Expand',
    action: 'Paint beyond the edges of an image with an account',
    description: 'Paint beyond the edges',
    main: [
      {
        ...amount(
          'horizontal_expansion_ratio',
          'Horizontal Ratio',
          [1, 4],
          'Width of the result to that of the picture',
        ),
        default: 1.5,
      },
      {
        ...amount(
          'vertical_expansion_ratio',
          'Vertical Ratio',
          [1, 4],
          'Height of the result to that of the picture',
        ),
        default: 1.5,
      },
    ],
    extra: [
      amount('image_count', 'Images', [1, 4], 'How many to paint'),
      text('prompt', 'Prompt', 'What to paint beyond the edges'),
      text('negative_prompt', 'Negative Prompt', 'What not to paint'),
    ],
  },
  imageTranslate: {
    name: 'Translate',
    action: 'Translate the text in an image with an account',
    description: 'Replace the text in a picture by its translation',
    main: [
      { ...text('source_language', 'From Language', 'Language in the picture', 'zh'), required: true },
      { ...text('target_language', 'To Language', 'Language of the result', 'en'), required: true },
    ],
    extra: [
      choice(
        'img_trans_key',
        'Translator',
        { aliyun: 'Aliyun', google: 'Google', papago: 'Papago' },
        'Who translates',
      ),
    ],
  },
  autoWatermarkImage: {
    name: 'Remove Watermark',
    action: 'Find and remove watermarks with an account',
    description: 'Find and erase watermarks',
  },
};
