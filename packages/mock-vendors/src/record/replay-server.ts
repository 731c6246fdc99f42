import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { samplePictures } from '../contract/sample-pictures.ts';
import { didYouMean } from '../engine/did-you-mean.ts';
import { mockVendors } from '../vendors.ts';
import { RecordError } from './record-error.ts';
import type { RecordedExchange, RecordedRequest } from './recorded.ts';
import { type PassedCall, Recorder } from './recorder.ts';
import type { Recording } from './recording-folder.ts';

export interface ReplayServer {
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Answers with what was recorded: of the exchanges at an address, the first that has not been used and whose fields are most
 * like those of the request; when all are used, the last one stays.
 */
export async function serveRecording({ exchanges }: Recording, port = 0): Promise<ReplayServer> {
  const replay = new Replay(exchanges);
  let origin = '';
  const server = createServer(async (request, response) => {
    const { status, headers, body } = await replay.answer(request, origin);
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

class Replay {
  readonly #byAddress: Map<string, RecordedExchange[]>;
  readonly #recorder: Recorder;

  constructor(exchanges: Recording['exchanges']) {
    const [{ vendor, target }] = exchanges;
    const mock = mockVendors.find(({ name }) => name === vendor);
    if (!mock)
      throw new RecordError('folder', `the folder is a recording of ${vendor}, which is unknown here`);
    this.#byAddress = Map.groupBy(exchanges, ({ request }) => addressOf(request));
    this.#recorder = new Recorder(mock, target);
  }

  async answer(request: IncomingMessage, origin: string): Promise<Answer> {
    const asked = (await this.#recorder.record(await passedCall(request))).request;
    const address = addressOf(asked);
    const left = this.#byAddress.get(address);
    const [best] = (left ?? []).toSorted((a, b) => distance(a.request, asked) - distance(b.request, asked));
    if (!left || !best) return notRecorded(address, [...this.#byAddress.keys()]);
    const likely = left.filter(({ request: one }) => distance(one, asked) === distance(best.request, asked));
    if (likely.length > 1) left.splice(left.indexOf(best), 1);
    return this.#answerOf(best, origin);
  }

  async #answerOf({ response, target }: RecordedExchange, origin: string): Promise<Answer> {
    const { status, headers, json, text = '', file } = response;
    const local = (content: string) => content.replaceAll(target, origin);
    const kept = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, local(value)]));
    if (!file)
      return { status, headers: kept, body: local(json === undefined ? text : JSON.stringify(json)) };
    const picture = file.type === 'image/png' ? samplePictures.png : samplePictures.jpeg;
    // The recording has its hash only.
    const standIn = { ...kept, 'x-mock-vendors': 'a sample stands in for the recorded file' };
    return { status, headers: standIn, body: Buffer.from(await picture.arrayBuffer()) };
  }
}

const addressOf = ({ method, url }: Pick<RecordedRequest, 'method' | 'url'>): string =>
  `${method} ${url.split('?', 1)[0]}`;

/** How many fields differ. */
function distance(a: RecordedRequest, b: RecordedRequest): number {
  const fieldsOf = ({ json, fields, url }: RecordedRequest) => ({
    ...Object.fromEntries(new URLSearchParams(url.split('?')[1])),
    ...fields,
    ...(json as object),
  });
  const [one, other] = [fieldsOf(a), fieldsOf(b)] as [Record<string, unknown>, Record<string, unknown>];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name])).length;
}

async function passedCall(request: IncomingMessage): Promise<PassedCall> {
  const { method = 'GET', url = '/', headers } = request;
  return {
    method,
    url,
    requestHeaders: headers as Record<string, string>,
    requestBody: await buffer(request),
    status: 0,
    responseHeaders: {},
    responseBody: Buffer.alloc(0),
    at: 0,
    tookMs: 0,
  };
}

const notRecorded = (address: string, recorded: readonly string[]): Answer => ({
  status: 501,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    error: `mock-vendors: ${address} was not recorded${didYouMean(address, recorded)}`,
  }),
});
