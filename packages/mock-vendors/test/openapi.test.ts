import { readFileSync } from 'node:fs';
import { mockVendors, serve } from '@api-repack/mock-vendors';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { vendorOpenApi } from '../src/openapi/vendor-openapi.ts';

describe.each(mockVendors.map((mock) => [mock.name, mock] as const))(
  'the OpenAPI document of %s',
  (name, mock) => {
    const document = vendorOpenApi([mock]) as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };

    it('has no errors by Redocly', async () => {
      const config = await createConfig({
        extends: ['recommended'],
        // Those of Lufff have one.
        rules: { 'no-path-trailing-slash': 'off' },
      });
      const problems = await lintFromString({ source: JSON.stringify(document), config });
      const errors = problems.filter(({ severity }) => severity === 'error');
      expect(errors.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual(
        [],
      );
    });

    it('has every endpoint of core', () => {
      const ids = Object.values(document.paths).flatMap((path) =>
        Object.values(path).map(({ operationId }) => operationId),
      );
      expect(ids.sort()).toEqual(Object.keys(mock.vendor.endpoints).sort());
    });

    it('is a file of the package', () => {
      const file = new URL(`../openapi/${name}.json`, import.meta.url);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(document)));
    });
  },
);

it('is served at the port of each vendor, with both APIs of PicWish and its own address', async () => {
  const { origins, close } = await serve();
  onTestFinished(close);
  const read = async (name: string) =>
    (await (await fetch(`${origins[name]}/openapi.json`)).json()) as { paths: object; servers: object[] };
  const picwish = await read('picwish');
  expect(picwish.servers).toEqual([{ url: origins.picwish }]);
  expect(Object.keys(picwish.paths)).toEqual(
    expect.arrayContaining(['/api/tasks/visual/scale', '/base/passport/v2/login/telephone']),
  );
  expect(Object.keys((await read('lufff')).paths)).toContain('/make_pic/api/rm_pic_bg/');
});
