/** One call that PicWish is known to offer. */
export interface DocumentedCall {
  readonly title: string;
  /** @default POST */
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  /** Where it is known from. */
  readonly source: string;
  /** Where the node offers it, if not under the name of core's tool. */
  readonly nodeOperation?: string;
  /** Where the gateway offers it, if not under the name of core's tool. */
  readonly gatewayOperation?: string;
}

const manual = 'manual';
const seen = 'public clients';

const task = (title: string, name: string, source = manual, more: Partial<DocumentedCall> = {}) => ({
  title,
  path: `/api/tasks/${name}`,
  source,
  ...more,
});

/** By the vendor's pages at picwish.com, read in November 2026, and public clients. */
export const developerCalls: readonly DocumentedCall[] = [
  task('Background removal', 'visual/segmentation'),
  task('Face cut-out', 'visual/self-face-cutout'),
  task('Colorization', 'visual/colorization'),
  task('Enhancement', 'visual/scale'),
  task('Enhancement, larger model', 'visual/scale-pro'),
  task('Document correction', 'visual/correction'),
  task('Object removal', 'visual/inpaint'),
  task('Watermark removal, marked', 'visual/watermark'),
  task('Watermark removal, found', 'visual/external/watermark-remove'),
  task('Watermark removal, larger model', 'visual/advanced/watermark-remove', seen),
  task('ID photo', 'visual/idphoto'),
  task('ID photo with clothes and beauty', 'visual/external/idphoto'),
  task('Compression', 'visual/imgcompress'),
  task('Clothing segmentation', 'visual/clothing-segmentation'),
  task('Clothing segmentation, other path', 'visual/r-clothing-segmentation', seen, {
    nodeOperation: 'clothingSegmentation',
  }),
  task('Retouching', 'visual/retouching-collection'),
  task('Background generation', 'visual/background'),
  task('Background generation, other path', 'visual/r-background', seen, { nodeOperation: 'background' }),
  task('Image expansion', 'visual/advanced-image-expand'),
  task('Text recognition', 'document/ocr'),
  task('Clarification', 'visual/clarify', 'one client, unconfirmed'),
  task('Background generation, third path', 'visual/background/generation', 'one client, unconfirmed'),
  {
    title: 'Balance',
    method: 'GET',
    path: '/api/customers/package-credits',
    source: 'manual, at another path that answers 404',
    nodeOperation: 'getBalance',
    gatewayOperation: 'balance',
  },
  {
    title: 'Background templates',
    method: 'GET',
    path: '/app/picwish/third-party/background-template',
    source: 'one public client',
    nodeOperation: 'backgroundTemplates',
    gatewayOperation: 'background-templates',
  },
];

const web = (title: string, name: string, more: Partial<DocumentedCall> = {}) => ({
  title,
  path: `/app/picwish/tasks/${name}`,
  source: seen,
  ...more,
});

/** No manual describes these. */
export const accountCalls: readonly DocumentedCall[] = [
  web('Face cut-out', 'login/face-cutout', { gatewayOperation: 'face-cutout' }),
  web('Enhancement', 'login/scale'),
  web('Background removal', 'login/segmentation'),
  web('Text recognition', 'ocr'),
  web('Colorization', 'colorization'),
  web('Text to image', 'login/external/text-to-image'),
  web('Image expansion', 'login/image-expand'),
  web('Translation of text in images', 'login/external/image-translate'),
  web('Watermark removal, found', 'login/auto-watermark-image'),
  web('Enhancement for guests', 'anonymity/scale'),
];
