import type { Vendor } from '@api-repack/core';
import { aliyunOss } from '@api-repack/core/aliyun-oss';
import { fangtang } from '@api-repack/core/fangtang';
import { lufff } from '@api-repack/core/lufff';
import { picwish } from '@api-repack/core/picwish';
import { picwishWeb } from '@api-repack/core/picwish-web';
import { type Catalogue, catalogue } from './operation.ts';
import { fangtangCatalogue } from './vendors/fangtang.ts';
import { lufffCatalogue } from './vendors/lufff.ts';
import { picwishEndpoints, picwishOperations } from './vendors/picwish.ts';
import { originalOperations, picwishWebEndpoints, picwishWebOperations } from './vendors/picwish-web.ts';

/** The vendors whose declarations say what charges. */
export const vendors: readonly Vendor[] = [picwish, picwishWeb, fangtang, lufff, aliyunOss];

/** What the gateway offers, in the order of its pages. */
export const catalogues: readonly Catalogue[] = [
  catalogue({
    name: 'picwish',
    displayName: 'PicWish 佐糖',
    operations: [
      ...originalOperations,
      ...picwishOperations,
      ...picwishWebOperations,
      ...picwishEndpoints,
      ...picwishWebEndpoints,
    ],
  }),
  fangtangCatalogue,
  lufffCatalogue,
];
