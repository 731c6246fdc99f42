import type { Names } from './names.ts';

/** What a vendor has in core, with one endpoint and one operation to begin with. */
export function coreFiles({ kebab, camel, pascal }: Names): Record<string, string> {
  const folder = `packages/core/src/vendors/${kebab}`;
  return {
    [`${folder}/index.ts`]: `export type { ${pascal}Credentials } from './authenticate.ts';
export { operations } from './operations.ts';
export { ${camel} } from './vendor.ts';
`,
    [`${folder}/vendor.ts`]: `import { vendor } from '../../vendor.ts';
import { authenticate } from './authenticate.ts';
import * as endpoints from './endpoints.ts';
import { errors } from './errors.ts';

export const ${camel} = vendor({
  name: '${kebab}',
  displayName: '${pascal}',
  baseUrl: 'https://api.example.com',
  errors,
  endpoints: { ...endpoints },
  authenticate,

  unwrap({ status, json }) {
    const { code, message, data } = (json ?? {}) as Record<string, unknown>;
    if (status === 200 && code === 0) return { data };
    return {
      code: typeof code === 'number' ? code : undefined,
      message: typeof message === 'string' ? message : undefined,
    };
  },
});
`,
    [`${folder}/authenticate.ts`]: `import type { HttpRequest } from '../../http.ts';

export interface ${pascal}Credentials {
  readonly apiKey: string;
}

export function authenticate(request: HttpRequest, { apiKey }: ${pascal}Credentials): HttpRequest {
  return { ...request, headers: { ...request.headers, 'x-api-key': apiKey } };
}
`,
    [`${folder}/errors.ts`]: `import type { DocumentedError } from '../../errors.ts';

/** The error table of the manual. */
export const errors = {
  invalidKey: {
    code: 401,
    kind: 'auth',
    message: 'invalid key',
    hint: 'Check the API key',
  },
} as const satisfies Record<string, DocumentedError>;
`,
    [`${folder}/endpoints.ts`]: `import * as v from 'valibot';
import { described } from '../../described.ts';
import { endpoint } from '../../vendor.ts';
import { errors } from './errors.ts';

export const createTask = endpoint({
  summary: 'Start to process an image',
  method: 'POST',
  path: '/tasks',
  auth: true,
  encoding: 'json',
  charges: 'each',
  request: v.strictObject({ image_url: described('Public URL of the image', v.pipe(v.string(), v.url())) }),
  response: v.looseObject({ url: v.pipe(v.string(), v.url()) }),
  errors: [errors.invalidKey],
});
`,
    [`${folder}/operations.ts`]: `import { type FilesOutput, filesOutput } from '../../files-output.ts';
import { operation } from '../../operation.ts';
import { ${camel} } from './vendor.ts';

const process = operation({
  name: 'process',
  vendor: ${camel},
  summary: 'Process an image',
  credentials: [{ kind: 'header', header: 'x-api-key', field: 'apiKey' }],
  input: ${camel}.endpoints.createTask.request,
  output: filesOutput,
  cost: { credits: 1, per: 'call', isAssumed: true },
  start: async (client, input) => ({ url: (await client.createTask(input)).url }),
  finish: async (_client, { url }): Promise<FilesOutput> => ({ files: [{ field: 'image', url }] }),
});

export const operations = { process };
`,
    [`packages/core/fixtures/${kebab}/createTask.ok.json`]: `${JSON.stringify(
      {
        source: 'the manual, with its address and date',
        response: { status: 200, headers: {}, body: { code: -1, message: 'copy the example of the manual' } },
      },
      undefined,
      2,
    )}\n`,
    [`packages/core/test/vendors/${kebab}.test.ts`]: `import { ${camel} } from '@api-repack/core/${kebab}';
import { expect, it } from 'vitest';

it('names each documented error once', () => {
  const codes = Object.values(${camel}.errors).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
});
`,
  };
}
