import { mockFangtang } from '../vendors/fangtang/index.ts';
import { mockLufff } from '../vendors/lufff/index.ts';
import { mockPicwish } from '../vendors/picwish/index.ts';
import { mockPicwishWeb } from '../vendors/picwish-web/index.ts';
import type { VendorContract } from './contract.ts';
import { fangtangContract } from './vendors/fangtang.ts';
import { lufffContract } from './vendors/lufff.ts';
import { picwishContract } from './vendors/picwish.ts';
import { picwishWebContract } from './vendors/picwish-web.ts';

interface ListedContract {
  readonly contract: VendorContract;
  /** Accepted by the vendor's mock. */
  readonly demo: Readonly<Record<string, string>>;
}

/** The first set is the one that works at once. */
const demoOf = ({ demoCredentials }: { demoCredentials(world: string): readonly object[] }) =>
  Object.assign({}, ...demoCredentials('main').toReversed()) as Readonly<Record<string, string>>;

export const contracts: readonly ListedContract[] = [
  { contract: fangtangContract, demo: demoOf(mockFangtang) },
  { contract: picwishContract, demo: demoOf(mockPicwish) },
  { contract: picwishWebContract, demo: demoOf(mockPicwishWeb) },
  { contract: lufffContract, demo: demoOf(mockLufff) },
];
