import { createConfig, lintFromString } from '@redocly/openapi-core';
import spectral from '@stoplight/spectral-core';
import { oas } from '@stoplight/spectral-rulesets';
import { expect, test } from 'vitest';
import { catalogues } from '../src/index.ts';
import { openApi } from '../src/service/openapi.ts';

const document = openApi(catalogues, []);

test('Redocly finds nothing in the description', async () => {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const problems = await lintFromString({ source: JSON.stringify(document), config });
  expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual(
    [],
  );
});

test('Spectral finds nothing in the description', async () => {
  const linter = new spectral.Spectral();
  linter.setRuleset({
    extends: [oas as never],
    // The description is for whatever address it was read from.
    rules: { 'oas3-server-trailing-slash': 'off' },
  });
  const problems = await linter.run(JSON.stringify(document));
  expect(problems.map(({ code, message, path }) => [code, message, path.join('/')])).toEqual([]);
});
