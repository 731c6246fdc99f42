import { amount, choice, type FormField, flag, numberedChoice, shownWhen, switchBetween, text } from './form';

/** Parts of forms that several tools have. */

const result = 'Format of the result';

export const pngOrJpg = (name: string): FormField =>
  choice(name, { jpg: 'JPEG', png: 'PNG' }, { label: 'File Format', description: result });

export const imageFormat = choice(
  'format',
  { jpg: 'JPEG', png: 'PNG', webp: 'WebP' },
  { label: 'File Format', description: result },
);

export const documentFormat = choice(
  'format',
  { docx: 'Word', pdf: 'PDF', pptx: 'PowerPoint', txt: 'Text', xlsx: 'Excel' },
  { label: 'File Format', description: result },
);

export const languages = (name: string): FormField => ({
  ...text(name, {
    label: 'Languages',
    description: 'Separated by commas, as PicWish spells them',
    example: 'English,ChinesePRC',
  }),
  wire: 'list',
});

export const imageAndMask = numberedChoice(
  'output_type',
  { 1: 'Image and Mask', 2: 'Image', 3: 'Mask' },
  { label: 'Result', description: 'What to return' },
);

export const crop = flag('crop', { label: 'Crop', description: 'Whether to cut off the empty border' });

export const backgroundColour: FormField = {
  displayName: 'Background Color',
  name: 'bg_color',
  type: 'color',
  default: '#ffffff',
  description: 'Color behind the subject',
};

const maskFile = {
  name: 'Binary Field',
  value: 'binary',
  description: 'A picture that is white where to work',
};
const maskUrl = { name: 'URL', value: 'url', description: 'Of a picture that is white where to work' };
const rectangles = { name: 'Rectangles', value: 'rectangles', description: 'Places in pixels' };

const masks: readonly FormField[] = [
  shownWhen(
    {
      ...text('maskField', {
        label: 'Mask Data Field Name',
        description: 'Name of the binary field that holds the mask',
      }),
      default: 'mask',
      wire: 'never',
    },
    { maskSource: ['binary'] },
  ),
  shownWhen(
    text('mask_url', {
      label: 'Mask URL',
      description: 'Web address of the mask',
      example: 'https://example.com/mask.png',
    }),
    { maskSource: ['url'] },
  ),
];

/** The name of the field `maskField` says where a mask is, for those who read it. */
export const mask: readonly FormField[] = [
  switchBetween('maskSource', [maskFile, maskUrl], { label: 'Mask', description: 'What to work on' }),
  ...masks,
];

export const maskOrRectangles: readonly FormField[] = [
  switchBetween('maskSource', [rectangles, maskFile, maskUrl], {
    label: 'Mask',
    description: 'What to erase',
  }),
  shownWhen(
    {
      displayName: 'Rectangles',
      name: 'rectangles',
      type: 'json',
      default: '[{ "x": 0, "y": 0, "width": 100, "height": 40 }]',
      description: 'Up to 50 places to erase, in pixels',
      wire: 'json',
    },
    { maskSource: ['rectangles'] },
  ),
  ...masks,
];

export const clothing: readonly FormField[] = [
  numberedChoice(
    'detail_mode',
    { 1: 'Standard', 2: 'Fine' },
    { label: 'Detail', description: 'How fine the edges are' },
  ),
  numberedChoice(
    'output_type',
    { 1: 'Classes', 2: 'Clothes', 3: 'Both' },
    { label: 'Masks', description: 'Which masks to return' },
  ),
  numberedChoice(
    'quality',
    { 1: 'Standard', 2: 'High' },
    { label: 'Quality', description: 'How good the masks are' },
  ),
  amount('class_type', [1, 1, 99], {
    label: 'Class',
    description: "Kind of clothes, as numbered in PicWish's manual",
  }),
];

export const idPhoto: readonly FormField[] = [
  text('size', {
    label: 'Size',
    description: 'Width and height in pixels, 100 to 2000 each',
    example: '295x413',
  }),
  pngOrJpg('format'),
];
