import type { ScenarioContext } from '@api-repack/mock-vendors/audit';

export type NodeCredentials = Readonly<Record<string, Readonly<Record<string, string>>>>;

type Parameters = Readonly<Record<string, unknown>>;

/** A node, with the operations that follow each other in a workflow. */
export interface NodeUse {
  readonly name: string;
  /** Package and node. */
  readonly type: string;
  readonly steps: readonly Parameters[];
  /** By n8n's name of their type. */
  credentials(context: ScenarioContext): NodeCredentials;
}

/** Operations of one resource, each with what it cannot do without. */
interface Resource extends Omit<NodeUse, 'name' | 'steps'> {
  readonly title: string;
  readonly parameters: Parameters;
  readonly operations: Readonly<Record<string, Parameters>>;
}

const rectangles = { rectangles: { rectangle: [{ x: 2, y: 2, width: 8, height: 8 }] } };

/** All that charge. */
const resources: readonly Resource[] = [
  {
    title: 'fangtang',
    type: 'n8n-nodes-fangtang.fangtang',
    parameters: { resource: 'photo' },
    operations: { restore: {}, restoreV1: {} },
    credentials: ({ origins, credentials: { fangtang } }) => ({
      fangtangApi: {
        thirdCode: fangtang?.third_code ?? '',
        secretKey: fangtang?.secret_key ?? '',
        baseUrl: origins.fangtang ?? '',
      },
    }),
  },
  {
    title: 'picwish',
    type: 'n8n-nodes-picwish.picwish',
    parameters: { resource: 'image' },
    operations: {
      segmentation: {},
      selfFaceCutout: {},
      background: { prompt: 'a beach' },
      scale: {},
      scalePro: {},
      colorization: {},
      inpaint: rectangles,
      watermark: rectangles,
      externalWatermarkRemove: {},
      advancedWatermarkRemove: {},
      idphoto: {},
      externalIdphoto: {},
      ocr: {},
      correction: {},
      imgcompress: {},
      advancedImageExpand: {},
      clothingSegmentation: {},
      retouchingCollection: { mask_file: 'data' },
    },
    credentials: ({ origins, credentials: { picwish } }) => ({
      picwishApi: { apiKey: picwish?.apiKey ?? '', region: 'china', baseUrl: origins.picwish ?? '' },
    }),
  },
  {
    title: 'picwish account',
    type: 'n8n-nodes-picwish.picwish',
    parameters: { resource: 'accountImage' },
    operations: {
      segmentation: {},
      faceCutout: {},
      scale: {},
      colorization: {},
      autoWatermarkImage: {},
      ocr: { task_language: ['English'] },
      imageTranslate: {},
      imageExpand: {},
      textToImage: { prompt: 'a cat on a sofa' },
    },
    credentials: ({ origins, credentials }) => ({
      picwishAccountApi: {
        telephone: credentials['picwish-web']?.telephone ?? '',
        password: credentials['picwish-web']?.password ?? '',
        baseUrl: origins['picwish-web'] ?? '',
      },
    }),
  },
  {
    title: 'lufff',
    type: 'n8n-nodes-lufff.lufff',
    parameters: {
      resource: 'image',
      authentication: 'uuid',
      imageUrl: 'https://example.com/cat.jpg',
    },
    operations: { removeBackground: {}, makeIdPhoto: {} },
    credentials: ({ origins, credentials: { lufff } }) => ({
      lufffUuidApi: { secret: lufff?.uuid ?? '', baseUrl: origins.lufff ?? '' },
    }),
  },
];

const object = { resource: 'object', key: 'photos/cat.png' };

/** Charges nothing, and what it reads back must be what it has stored. */
const store: NodeUse = {
  name: 'aliyun-oss upload and download',
  type: 'n8n-nodes-aliyun-oss.aliyunOss',
  steps: [
    { ...object, operation: 'upload' },
    { ...object, operation: 'download' },
  ],
  credentials: ({ origins, credentials: { 'aliyun-oss': oss } }) => ({
    aliyunOssApi: {
      bucket: 'mock-bucket',
      endpoint: origins['aliyun-oss'] ?? '',
      accessKeyId: oss?.accessKeyId ?? '',
      accessKeySecret: oss?.accessKeySecret ?? '',
    },
  }),
};

const paid: readonly NodeUse[] = resources.flatMap(({ title, operations, parameters, ...resource }) =>
  Object.entries(operations).map(([operation, own]) => ({
    ...resource,
    name: `${title} ${operation}`,
    steps: [{ ...parameters, operation, ...own }],
  })),
);

export const nodeUses: readonly NodeUse[] = [...paid, store];
