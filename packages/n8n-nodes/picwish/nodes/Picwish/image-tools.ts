import type { ToolName } from '@api-repack/core/picwish';
import { amount, choice, flag, numberedChoice, shownWhen, switchBetween, type ToolForm, text } from './form';
import {
  backgroundColour,
  clothing,
  crop,
  documentFormat,
  idPhoto,
  imageAndMask,
  imageFormat,
  languages,
  mask,
  maskOrRectangles,
  pngOrJpg,
} from './form-parts';

const edge = (name: string, label: string) => ({
  ...amount(name, [0, 0.1, 1], { label, description: 'Ratio to add, above 0 to 1' }),
  typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
});

const newBackground: Pick<ToolForm, 'main' | 'extra'> = {
  main: [
    switchBetween(
      'backgroundFrom',
      [
        { name: 'Prompt', value: 'prompt' },
        { name: 'Scene', value: 'scene' },
      ],
      { label: 'Background From', description: 'What says how the background looks' },
    ),
    shownWhen(
      {
        ...text('prompt', {
          label: 'Prompt',
          description: 'What the background shows',
          example: 'On a wooden table in the sun',
        }),
        required: true,
      },
      { backgroundFrom: ['prompt'] },
    ),
    shownWhen(
      amount('scene_type', [0, 1, 99_999_999], {
        label: 'Scene',
        description: "Number of a scene in PicWish's list",
      }),
      { backgroundFrom: ['scene'] },
    ),
  ],
  extra: [
    {
      ...numberedChoice(
        'batch_size',
        { 1: 'One', 2: 'Two', 3: 'Three', 4: 'Four' },
        { label: 'Images', description: 'How many to make' },
      ),
      default: 1,
      options: [
        { name: 'One', value: 1 },
        { name: 'Two', value: 2 },
        { name: 'Three', value: 3 },
        { name: 'Four', value: 4 },
      ],
    },
    text('negative_prompt', {
      label: 'Negative Prompt',
      description: 'What the background must not show',
    }),
  ],
};

/** Every tool of the developer API. */
export const imageTools: Readonly<Record<ToolName, ToolForm>> = {
  segmentation: {
    name: 'Remove Background',
    action: 'Remove the background of an image',
    description: 'Cut out people, objects or stamps. 1 credit.',
    main: [
      choice(
        'type',
        { object: 'Object', person: 'Person', stamp: 'Stamp' },
        { label: 'Subject', description: 'What to keep' },
      ),
    ],
    extra: [backgroundColour, crop, imageAndMask, pngOrJpg('format')],
  },
  selfFaceCutout: {
    name: 'Cut Out Face',
    action: 'Cut out the face of an image',
    description: 'Keep nothing but the face. 1 credit.',
    extra: [crop, pngOrJpg('output_format')],
  },
  colorization: {
    name: 'Colorize',
    action: 'Colorize an image',
    description: 'Give a black-and-white picture colors. 1 credit.',
    extra: [imageFormat],
  },
  scale: {
    name: 'Enhance',
    action: 'Enhance and enlarge an image',
    description: 'Enlarge and sharpen a picture or faces. 2 to 3 credits.',
    main: [
      choice(
        'type',
        { clean: 'Anything', face: 'Faces' },
        { label: 'Subject', description: 'What to improve' },
      ),
      numberedChoice(
        'scale_factor',
        { 1: 'None', 2: '2 Times', 4: '4 Times' },
        { label: 'Enlargement', description: 'How much to enlarge' },
      ),
    ],
    extra: [
      flag('fix_face_only', {
        label: 'Only Faces',
        description: 'Whether to leave everything but faces as it is',
      }),
    ],
  },
  scalePro: {
    name: 'Enhance Pro',
    action: 'Enhance an image with the larger model',
    description: 'Enlarge and sharpen with the larger model. 4 to 5 credits.',
    main: [
      {
        ...numberedChoice('type', {}, { label: 'Model', description: 'Which model to use' }),
        default: 1,
        options: [
          { name: 'Fast', value: 1 },
          { name: 'Standard', value: 0 },
        ],
      },
    ],
  },
  correction: {
    name: 'Straighten Document',
    action: 'Straighten a document',
    description: 'Find the edges of a document and straighten it. 3 credits.',
    extra: [
      amount('type', [0, 1, 4], {
        label: 'Type',
        description: "Kind of correction, as numbered in PicWish's manual",
      }),
    ],
  },
  inpaint: {
    name: 'Erase Objects',
    action: 'Erase objects from an image',
    description: 'Erase what a mask or rectangles mark. 1 credit.',
    main: maskOrRectangles,
  },
  watermark: {
    name: 'Erase Marked Watermark',
    action: 'Erase a marked watermark',
    description: 'Erase a watermark that a mask or rectangles mark. 1 credit.',
    main: maskOrRectangles,
  },
  externalWatermarkRemove: {
    name: 'Remove Watermark',
    action: 'Find and remove watermarks',
    description: 'Find and erase watermarks. The price is not published.',
  },
  advancedWatermarkRemove: {
    name: 'Remove Watermark (Advanced)',
    action: 'Find and remove watermarks with the larger model',
    description: 'Find and erase watermarks with the larger model. The price is not published.',
  },
  idphoto: {
    name: 'Make ID Photo',
    action: 'Make an ID photo',
    description: 'Cut out and crop a person for an ID photo. 1 credit.',
    main: idPhoto,
    extra: [backgroundColour],
  },
  externalIdphoto: {
    name: 'Make ID Photo (Advanced)',
    action: 'Make an ID photo with other clothes',
    description: 'With other clothes, beautified, or several on a sheet. 6 credits and more.',
    main: idPhoto,
    extra: [
      backgroundColour,
      flag('auto_bright', { label: 'Brighten', description: 'Whether to brighten the face' }),
      flag('auto_sharp', { label: 'Sharpen', description: 'Whether to sharpen' }),
      flag('auto_smooth', { label: 'Smooth', description: 'Whether to smooth the skin' }),
      flag('auto_thin_face', { label: 'Slim Face', description: 'Whether to slim the face' }),
      text('clothes_id', { label: 'Clothes ID', description: 'ID of other clothes, for 9 credits more' }),
      amount('dpi', [10, 300, 1000], { label: 'DPI', description: 'Resolution for printing' }),
      flag('layout', {
        label: 'Sheet',
        description: 'Whether to put several photos on a sheet for printing',
      }),
      amount('mm_height', [1, 35, 1000], { label: 'Height (Mm)', description: 'Height in print' }),
      amount('mm_width', [1, 25, 1000], { label: 'Width (Mm)', description: 'Width in print' }),
      flag('preview', { label: 'Preview', description: 'Whether to make a free preview only' }),
      amount('px_height', [1, 413, 1800], { label: 'Height (Pixels)', description: 'Instead of a size' }),
      amount('px_width', [1, 295, 1800], { label: 'Width (Pixels)', description: 'Instead of a size' }),
      amount('spec_id', [1, 1, 99_999_999], {
        label: 'Specification',
        description: "Number of a kind of ID photo in PicWish's list",
      }),
    ],
  },
  imgcompress: {
    name: 'Compress',
    action: 'Compress an image',
    description: 'Make the file smaller. 1 to 2 credits.',
    main: [
      switchBetween(
        'compressTo',
        [
          { name: 'Quality', value: 'quality' },
          { name: 'File Size', value: 'size', description: 'Not for PNG' },
        ],
        { label: 'Compress To', description: 'What to aim at' },
      ),
      shownWhen(amount('quality', [1, 75, 100], { label: 'Quality (%)', description: 'Less is smaller' }), {
        compressTo: ['quality'],
      }),
      shownWhen(amount('kbyte', [0, 500, 51_200], { label: 'File Size (KB)', description: 'At most' }), {
        compressTo: ['size'],
      }),
    ],
    extra: [
      imageFormat,
      amount('height', [0, 1000, 8000], { label: 'Height', description: 'In pixels' }),
      amount('width', [0, 1000, 8000], { label: 'Width', description: 'In pixels' }),
    ],
  },
  clothingSegmentation: {
    name: 'Find Clothes',
    action: 'Find clothes in an image',
    description: 'Return masks of the clothes. 3 credits.',
    extra: clothing,
  },
  rClothingSegmentation: {
    name: 'Find Clothes (Other Address)',
    action: 'Find clothes in an image at the other address',
    description: 'The same at an address that programs use and the manual does not name. 3 credits.',
    extra: clothing,
  },
  retouchingCollection: {
    name: 'Retouch',
    action: 'Retouch a marked product',
    description: 'Retouch what a mask marks. 1 credit.',
    main: mask,
    extra: [
      text('retain_mask_url', {
        label: 'Keep Mask URL',
        description: 'Web address of a picture that is white where nothing may change',
      }),
    ],
  },
  background: {
    name: 'Replace Background',
    action: 'Put a new background behind an object',
    description: 'Generate a background behind a cut-out object. 3 credits for one image.',
    ...newBackground,
  },
  rBackground: {
    name: 'Replace Background (Other Address)',
    action: 'Put a new background behind an object at the other address',
    description:
      'The same at an address that programs use and the manual does not name. 3 credits for one image.',
    ...newBackground,
  },
  advancedImageExpand: {
    name: 'Expand',
    action: 'Expand an image beyond its edges',
    description: 'Generate what is beyond the edges. The price is not published.',
    main: [edge('top', 'Top'), edge('bottom', 'Bottom'), edge('left', 'Left'), edge('right', 'Right')],
    extra: [
      text('mask_url', { label: 'Mask URL', description: 'Web address of a mask' }),
      text('prompt', { label: 'Prompt', description: 'What to show beyond the edges' }),
    ],
  },
  ocr: {
    name: 'Read Text',
    action: 'Read the text of an image',
    description: 'Turn a picture or document into a text, Word, Excel or PDF file. 1 credit.',
    main: [documentFormat],
    extra: [
      languages('language'),
      {
        ...text('password', { label: 'File Password', description: 'For protected documents' }),
        typeOptions: { password: true },
      },
    ],
  },
};
