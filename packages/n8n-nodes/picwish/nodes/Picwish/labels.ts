import type { FieldLabel, FieldLabels } from '@api-repack/n8n-kit';

export const fileFormats: FieldLabel = {
  label: 'File Format',
  values: { png: 'PNG', jpg: 'JPEG', webp: 'WebP' },
};

export const pngOrJpg: FieldLabel = { label: 'File Format', values: { png: 'PNG', jpg: 'JPEG' } };

export const documentFormats: FieldLabel = {
  label: 'File Format',
  values: { txt: 'Text', docx: 'Word', xlsx: 'Excel', pptx: 'PowerPoint', pdf: 'PDF' },
  default: 'txt',
};

/** Spelled as PicWish spells them, which takes more of them by an expression. */
export const languages: FieldLabel = {
  label: 'Languages',
  values: {
    English: 'English',
    ChinesePRC: 'Chinese (Simplified)',
    ChineseTaiwan: 'Chinese (Traditional)',
    French: 'French',
    German: 'German',
    Italian: 'Italian',
    Japanese: 'Japanese',
    Korean: 'Korean',
    Russian: 'Russian',
    Spanish: 'Spanish',
  },
};

export const imageAndMask: FieldLabel = {
  label: 'Result',
  values: { '1': 'Image and Mask', '2': 'Image', '3': 'Mask' },
};

/** Fields that several tools have. */
export const labels: FieldLabels = {
  sync: {
    label: 'Synchronous',
    description: 'Whether PicWish answers the first request only when the task is finished',
  },
  format: fileFormats,
  bg_color: { label: 'Background Color', color: 'hex' },
  output_type: imageAndMask,
  mask_url: { example: 'https://example.com/mask.png' },
  mask_file: {
    label: 'Mask Data Field Name',
    description: 'Name of the binary field that holds the mask: white where to work, as large as the image',
    example: 'mask',
  },
  retain_mask_url: { label: 'Keep Mask URL' },
  retain_mask_file: {
    label: 'Keep Mask Data Field Name',
    description: 'Name of the binary field that holds a mask: white where nothing may change',
  },
  prompt: { example: 'On a wooden table in the sun' },
  dpi: { default: 300 },
  width: { label: 'Width (Pixels)', default: 1000 },
  height: { label: 'Height (Pixels)', default: 1000 },
  px_width: { label: 'Width (Pixels)', default: 295 },
  px_height: { label: 'Height (Pixels)', default: 413 },
  mm_width: { label: 'Width (Mm)', default: 25 },
  mm_height: { label: 'Height (Mm)', default: 35 },
  auto_bright: { label: 'Beautify: Brighten' },
  auto_smooth: { label: 'Beautify: Smooth Skin' },
  auto_thin_face: { label: 'Beautify: Slim Face' },
  auto_sharp: { label: 'Beautify: Sharpen' },
  layout: { label: 'Sheet' },
  spec_id: { label: 'Specification ID' },
  size: { example: '295x413' },
  password: { label: 'File Password', isSecret: true },
  language: languages,
  detail_mode: {
    label: 'Detail',
    values: { '1': 'Standard', '2': 'Fine' },
  },
  quality: { label: 'Quality (%)', default: 75 },
  kbyte: { label: 'File Size (KB)', default: 500 },
};

export const clothing: FieldLabels = {
  ...labels,
  output_type: {
    label: 'Masks',
    values: { '1': 'Classes', '2': 'Clothes', '3': 'Both' },
  },
  quality: {
    label: 'Quality',
    values: { '1': 'Standard', '2': 'High' },
  },
  class_type: { label: 'Class', default: 1 },
};

export const documentTypes: FieldLabel = {
  label: 'Correction',
  description: 'What to do with the picture',
  values: {
    '1': 'Document: Enhance Text',
    '0': 'Document: Crop and Straighten',
    '2': 'Document: Enhance Text, Crop and Straighten',
    '3': 'Product: Crop and Straighten',
    '4': 'Product: Crop, Straighten and Remove Background',
  },
  default: 1,
};
