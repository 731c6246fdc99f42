import { type MockVendor, mockVendors } from '@api-repack/mock-vendors';
import type { RecordedExchange } from '../../src/record/recorded.ts';
import { Recorder } from '../../src/record/recorder.ts';

export interface RecordingFetch {
  readonly fetch: typeof fetch;
  readonly exchanges: RecordedExchange[];
}

/** Records what goes to one vendor, as the proxy does, without a port. */
export function recordingFetch(vendor: string, original: typeof fetch, now: () => number): RecordingFetch {
  const mock = mockVendors.find(({ name }) => name === vendor) as MockVendor;
  const target = mock.vendor.baseUrl;
  const recorder = new Recorder(mock, target);
  const exchanges: RecordedExchange[] = [];
  const recording: typeof fetch = async (input, init) => {
    const request = new Request(input as string, init);
    if (!request.url.startsWith(target)) return original(request);
    const requestBody = Buffer.from(await request.clone().arrayBuffer());
    const at = now();
    const response = await original(request);
    const responseBody = Buffer.from(await response.clone().arrayBuffer());
    const { pathname, search } = new URL(request.url);
    exchanges.push(
      await recorder.record({
        method: request.method,
        url: pathname + search,
        requestHeaders: Object.fromEntries(request.headers),
        requestBody,
        status: response.status,
        responseHeaders: Object.fromEntries(response.headers),
        responseBody,
        at,
        tookMs: now() - at,
      }),
    );
    return response;
  };
  return { fetch: recording, exchanges };
}
