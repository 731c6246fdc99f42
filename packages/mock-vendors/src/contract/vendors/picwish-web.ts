import { endpointName } from '@api-repack/core/picwish';
import {
  picwishWeb,
  uploadToAccount,
  type WebTool,
  type WebToolName,
  webTools,
} from '@api-repack/core/picwish-web';
import { withHeader } from '../change.ts';
import type { ContractCase, Made, VendorContract } from '../contract.ts';
import { described, type Example, exampleOf, findExample } from '../example.ts';
import { samplePictures } from '../sample-pictures.ts';
import { taskStates } from './picwish.ts';

const example = (name: string) => exampleOf('picwish-web', name);

function inputOf(tool: WebToolName, { resource }: Made): object {
  if (tool === 'textToImage') return { prompt: 'a cat', width: 64, height: 64 };
  if (tool === 'imageTranslate')
    return { source_resource_ids: [resource], source_language: 'en', target_language: 'zh' };
  if (tool === 'imageExpand')
    return { source_resource_id: resource, horizontal_expansion_ratio: 1.5, vertical_expansion_ratio: 1 };
  return { source_resource_id: resource };
}

const clients = 'the structure that public clients of the web page show, 2023 to 2026';

function finishedExample(name: WebToolName, { results }: WebTool): Example {
  const quoted = findExample('picwish-web', `${endpointName('read', name)}.ok`);
  if (quoted) return quoted;
  const [field = 'image'] = results;
  const url = 'https://picwishsz.oss-cn-shenzhen.aliyuncs.com/tasks/output/picture.png';
  return described(clients, {
    status: 200,
    message: 'success',
    data: {
      task_id: '3a5e7c1f-08a4-4f63-9f0e-1b6d5a7c9e20',
      state: 1,
      progress: 100,
      [field]: field === 'images' ? [{ url }] : url,
    },
  });
}

const casesOf = ([name, tool]: [WebToolName, WebTool]): ContractCase[] => [
  {
    endpoint: endpointName('create', name),
    title: `starts to ${tool.summary}`,
    input: (made) => inputOf(name, made),
    needs: name === 'textToImage' ? ['token'] : ['token', 'resource'],
    example: example('createFaceCutout.ok'),
    credits: 1,
    saves: (data) => ({ [name]: (data as { task_id: string }).task_id }),
  },
  {
    endpoint: endpointName('read', name),
    title: `waits until a task to ${tool.summary} is done`,
    input: (made) => ({ task_id: made[name] }),
    needs: ['token', name],
    example: finishedExample(name, tool),
    states: taskStates,
  },
  ...(tool.cleanAs === undefined
    ? []
    : [
        {
          endpoint: 'readCleanFile',
          title: `gives the file without a watermark of a task to ${tool.summary}`,
          input: (made: Made) => ({ tool: tool.cleanAs, task_id: made[name] }),
          needs: ['token', name],
          example: example('readCleanFile.ok'),
        },
      ]),
];

const toolEntries = Object.entries(webTools) as [WebToolName, WebTool][];
const noSuchTask = '00000000-0000-4000-8000-000000000000';

export const picwishWebContract: VendorContract = {
  vendor: picwishWeb,
  probe: 'login',
  credentialFields: ['telephone', 'password'],
  credentials: (_given, { token = 'v2,0,482,none' }) => ({ token }),
  cases: [
    {
      endpoint: 'login',
      title: 'logs in',
      input: ({ telephone, password }) => ({ telephone, password }),
      example: example('login.ok'),
      saves: (data) => ({ token: (data as { api_token: string }).api_token }),
    },
    {
      endpoint: 'authorizeUpload',
      title: 'permits an upload',
      input: () => ({ filenames: ['img.png'] }),
      needs: ['token'],
      example: example('authorizeUpload.ok'),
    },
    {
      endpoint: 'authorizeUpload',
      title: 'gives a resource id for what was stored at OSS',
      run: async (client) =>
        uploadToAccount(client as never, { name: 'contract.png', body: samplePictures.png }),
      needs: ['token'],
      saves: (resource) => ({ resource }),
    },
    ...toolEntries.flatMap(casesOf),
  ],
  placeholders: {
    resource: 'no-such-resource',
    ...Object.fromEntries(toolEntries.map(([name]) => [name, noSuchTask])),
  },
  provocations: {
    neededLogin: {
      change: (request) => withHeader(request, 'authorization', 'Bearer v2,0,482,none'),
      isFree: true,
    },
    unknownId: {
      change: (request) => request,
      endpoints: [...toolEntries.map(([name]) => endpointName('read', name)), 'readCleanFile'],
    },
  },
  unprovoked: {
    captchaNeeded: 'PicWish decides when it asks for a captcha',
    failed: 'needs a task that fails',
    refused: 'needs a picture or prompt that the review refuses',
  },
  failure: ({ code }) => described(clients, { status: code, message: 'any text' }),
  compare: {
    codePath: 'status',
    exact: ['message', 'data.state', 'data.progress', 'data.callback.body', 'data.callback.type'],
    // Keyed by the name that was sent, and where a mock stands is its own affair.
    optional: ['data.accelerate'],
  },
  compareFailure: { codePath: 'status', statuses: [200, 401] },
};
