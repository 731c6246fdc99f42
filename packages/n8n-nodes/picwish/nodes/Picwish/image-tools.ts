import type { ToolName } from '@api-repack/core/picwish';
import {
  amount,
  choice,
  colour,
  type FormField,
  flag,
  list,
  numberChoice,
  type ToolForm,
  text,
} from './form';

const transparentOrNot = { jpg: 'JPEG', png: 'PNG' };
const documents = { docx: 'Word', pdf: 'PDF', pptx: 'PowerPoint', txt: 'Text', xlsx: 'Excel' };
const crop = flag('crop', 'Crop', 'Whether to cut off the empty border');

const maskFields: readonly FormField[] = [
  {
    displayName: 'Mask',
    name: 'maskSource',
    type: 'options',
    default: 'rectangles',
    options: [
      { name: 'Binary Field', value: 'binary', description: 'A picture that is white where to erase' },
      { name: 'Rectangles', value: 'rectangles' },
      { name: 'URL', value: 'url', description: 'Of a picture that is white where to erase' },
    ],
    description: 'What to erase',
    wire: 'not',
  },
  {
    displayName: 'Rectangles',
    name: 'rectangles',
    type: 'json',
    default: '[{ "x": 0, "y": 0, "width": 100, "height": 40 }]',
    displayOptions: { show: { maskSource: ['rectangles'] } },
    description: 'Places to erase, in pixels, as a list of x, y, width and height',
    wire: 'json',
  },
  {
    ...text('maskField', 'Mask Data Field Name', 'Name of the binary field that holds the mask'),
    wire: 'not',
    default: 'mask',
    displayOptions: { show: { maskSource: ['binary'] } },
  },
  {
    ...text('mask_url', 'Mask URL', 'Web address of the mask', 'https://example.com/mask.png'),
    displayOptions: { show: { maskSource: ['url'] } },
  },
];

const clothing = [
  numberChoice('detail_mode', 'Detail', { 1: 'Standard', 2: 'Fine' }, 'How fine the edges are'),
  numberChoice('output_type', 'Masks', { 1: 'Both', 2: 'Classes', 3: 'Clothes' }, 'Which masks to return'),
];

const idPhoto = [
  text('size', 'Size', 'Width and height in pixels, 100 to 2000 each', '295x413'),
  choice('format', 'File Format', transparentOrNot, 'Format of the result'),
  colour('bg_color'),
];

/** Every tool of the developer API. */
export const imageTools: Readonly<Record<ToolName, ToolForm>> = {
  segmentation: {
    name: 'Remove Background',
    action: 'Remove the background of an image',
    description: 'Cut out people, objects or stamps. 1 credit.',
    main: [choice('type', 'Subject', { object: 'Object', person: 'Person', stamp: 'Stamp' }, 'What to keep')],
    extra: [
      crop,
      numberChoice('output_type', 'Result', { 1: 'Image and Mask', 2: 'Image', 3: 'Mask' }, 'What to return'),
      choice('format', 'File Format', transparentOrNot, 'Format of the result'),
      colour('bg_color'),
    ],
  },
  selfFaceCutout: {
    name: 'Cut Out Face',
    action: 'Cut out the face of an image',
    description: 'Keep nothing but the face. 1 credit.',
    extra: [crop, choice('output_format', 'File Format', transparentOrNot, 'Format of the result')],
  },
  colorization: {
    name: 'Colorize',
    action: 'Colorize an image',
    description: 'Give a black-and-white picture colours. 1 credit.',
    extra: [
      choice('format', 'File Format', { jpg: 'JPEG', png: 'PNG', webp: 'WebP' }, 'Format of the result'),
    ],
  },
  scale: {
    name: 'Enhance',
    action: 'Enhance and enlarge an image',
    description: 'Enlarge and sharpen a picture or faces. 2 to 3 credits.',
    main: [
      choice('type', 'Subject', { clean: 'Anything', face: 'Faces' }, 'What to improve'),
      numberChoice(
        'scale_factor',
        'Enlargement',
        { 1: 'None', 2: '2 Times', 4: '4 Times' },
        'How much to enlarge',
      ),
    ],
    extra: [flag('fix_face_only', 'Only Faces', 'Whether to leave everything but faces as it is')],
  },
  scalePro: {
    name: 'Enhance Pro',
    action: 'Enhance an image with the larger model',
    description: 'Enlarge and sharpen with the larger model. 4 to 5 credits.',
    main: [
      numberChoice(
        'type',
        'Model',
        { 0: 'Standard (5 Credits)', 1: 'Fast (4 Credits)' },
        'Which model to use',
      ),
    ],
  },
  correction: {
    name: 'Straighten Document',
    action: 'Straighten a document',
    description: 'Find the edges of a document and straighten it. 3 credits.',
    extra: [amount('type', 'Type', [0, 4], "Kind of correction, as numbered in PicWish's manual")],
  },
  inpaint: {
    name: 'Erase Objects',
    action: 'Erase objects from an image',
    description: 'Erase what a mask or rectangles mark. 1 credit.',
    main: maskFields,
  },
  watermark: {
    name: 'Erase Marked Watermark',
    action: 'Erase a marked watermark',
    description: 'Erase a watermark that a mask or rectangles mark. 1 credit.',
    main: maskFields,
  },
  externalWatermarkRemove: {
    name: 'Remove Watermark',
    action: 'Find and remove watermarks',
    description: 'Find and erase watermarks',
  },
  advancedWatermarkRemove: {
    name: 'Remove Watermark (Advanced)',
    action: 'Find and remove watermarks with the larger model',
    description: 'Find and erase watermarks with the larger model',
  },
  idphoto: {
    name: 'Make ID Photo',
    action: 'Make an ID photo',
    description: 'Cut out and crop a person for an ID photo. 1 credit.',
    main: idPhoto,
  },
  externalIdphoto: {
    name: 'Make ID Photo (Advanced)',
    action: 'Make an ID photo with other clothes',
    description: 'With other clothes, beautified, or several on a sheet. 6 credits and more.',
    main: idPhoto,
    extra: [
      flag('auto_bright', 'Brighten', 'Whether to brighten the face'),
      flag('auto_sharp', 'Sharpen', 'Whether to sharpen'),
      flag('auto_smooth', 'Smooth', 'Whether to smooth the skin'),
      flag('auto_thin_face', 'Slim Face', 'Whether to slim the face'),
      flag('layout', 'Sheet', 'Whether to put several photos on a sheet for printing'),
      flag('preview', 'Preview', 'Whether to make a free preview only'),
      amount('dpi', 'DPI', [10, 1000], 'Resolution for printing'),
      text('clothes_id', 'Clothes ID', 'ID of other clothes'),
    ],
  },
  imgcompress: {
    name: 'Compress',
    action: 'Compress an image',
    description: 'Make the file smaller. 1 to 2 credits.',
    main: [
      amount('quality', 'Quality', [1, 100], 'Give either this or a size'),
      amount('kbyte', 'Size (KB)', [0, 51_200], 'Give either this or a quality. Not for PNG.'),
    ],
    extra: [
      amount('width', 'Width', [0, 8000], 'In pixels'),
      amount('height', 'Height', [0, 8000], 'In pixels'),
      choice('format', 'File Format', { jpg: 'JPEG', png: 'PNG', webp: 'WebP' }, 'Format of the result'),
    ],
  },
  clothingSegmentation: {
    name: 'Find Clothes',
    action: 'Find clothes in an image',
    description: 'Return masks of the clothes. 3 credits.',
    extra: clothing,
  },
  rClothingSegmentation: {
    name: 'Find Clothes (Older Address)',
    action: 'Find clothes in an image at the older address',
    description: 'The same at the address that older programs use. 3 credits.',
    extra: clothing,
  },
  retouchingCollection: {
    name: 'Retouch',
    action: 'Retouch a marked product',
    description: 'Retouch what a mask marks. 1 credit.',
    main: [
      {
        ...text('maskField', 'Mask Data Field Name', 'Name of the binary field that holds the mask'),
        wire: 'not',
        default: 'mask',
      },
      text(
        'mask_url',
        'Mask URL',
        'Web address of the mask, instead of a file',
        'https://example.com/mask.png',
      ),
    ],
  },
  background: {
    name: 'Replace Background',
    action: 'Put a new background behind an object',
    description: 'Paint a background behind a cut-out object. 3 to 6 credits.',
    main: [
      text(
        'prompt',
        'Prompt',
        'What the background shows. Give either this or a scene.',
        'On a wooden table in the sun',
      ),
      amount('scene_type', 'Scene', [0, 1000], "Number of a scene in PicWish's list, instead of a prompt"),
    ],
    extra: [
      text('negative_prompt', 'Negative Prompt', 'What the background must not show'),
      numberChoice('batch_size', 'Images', { 1: 'One', 2: 'Two' }, 'How many to paint'),
    ],
  },
  ocr: {
    name: 'Read Text',
    action: 'Read the text of an image',
    description: 'Turn a picture or document into a text, Word, Excel or PDF file. 1 credit.',
    main: [choice('format', 'File Format', documents, 'Format of the result')],
    extra: [
      list(
        'language',
        'Languages',
        'Up to ten, separated by commas, as PicWish spells them',
        'English,ChinesePRC',
      ),
      { ...text('password', 'File Password', 'For protected documents'), typeOptions: { password: true } },
    ],
  },
};
