import type { MockVendor } from '../engine/mock-vendor.ts';

type Variables = Record<string, string>;

/** Base URLs and credentials, such as PICWISH_BASE_URL and PICWISH_API_KEY. */
export function vendorVariables(
  origins: Readonly<Record<string, string>>,
  vendors: readonly MockVendor[],
): Variables {
  const variables = Object.assign({}, ...vendors.map((mock) => variablesOf(mock, origins[mock.name])));
  return {
    ...variables,
    ...forAliyunSdks(variables),
    ...(origins.control !== undefined && { MOCK_VENDORS_URL: origins.control }),
  };
}

function variablesOf({ name, demoCredentials }: MockVendor, origin: string | undefined): Variables {
  // Where sets have a name in common, the first set is the one that works at once.
  const credentials: Variables = Object.assign({}, ...demoCredentials('main').toReversed());
  const named = Object.entries(credentials).map(([field, value]) => [variableName(name, field), value]);
  return {
    ...(origin !== undefined && { [variableName(name, 'baseUrl')]: origin }),
    ...Object.fromEntries(named),
  };
}

/** What Aliyun's own SDKs read, in place of real credentials that may be there. */
const forAliyunSdks = ({ ALIYUN_OSS_ACCESS_KEY_ID: id, ALIYUN_OSS_ACCESS_KEY_SECRET: secret }: Variables) =>
  id !== undefined && secret !== undefined && { OSS_ACCESS_KEY_ID: id, OSS_ACCESS_KEY_SECRET: secret };

/** `FANGTANG_THIRD_CODE` for the field `third_code` of fangtang. */
export const variableName = (vendor: string, field: string): string =>
  `${vendor}_${field.replace(/[A-Z]/g, '_$&')}`.replaceAll('-', '_').toUpperCase();
