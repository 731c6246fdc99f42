import { type Answered, call, type Oss, openOss } from './oss.ts';

/**
 * A conversation with the emulator, as text: `>` begins a request, signed with the owner's keys; the lines below it are headers
 * and, behind an empty one, the body; the line `signed` tells what is signed, where that is not the whole path. `=` begins what came back: the status, named headers, and each element of the document
 * with a text. `wait 60` lets so many seconds pass. Sends the requests, and gives the text with what came back.
 */
export async function transcriptOf(text: string): Promise<string> {
  const oss = await openOss({}, Date.UTC(2026, 0, 1));
  const lines: string[] = [];
  for (const block of text.split(/^(?=> |wait |# )/m)) {
    const asked = block.replace(/^= .*/ms, '').trimEnd();
    lines.push(asked);
    if (asked.startsWith('wait ')) oss.clock.advance(Number(asked.slice(5)) * 1_000);
    if (asked.startsWith('> ')) lines.push(...told(await send(oss, asked)));
  }
  return `${lines.join('\n')}\n`;
}

function send(oss: Oss, asked: string): Promise<Answered> {
  const [head = '', ...rest] = asked.slice(2).split('\n');
  const [method = '', path = ''] = head.split(' ');
  const end = rest.indexOf('');
  const [fields, body] = end < 0 ? [rest, ''] : [rest.slice(0, end), rest.slice(end + 1).join('\n')];
  const { signed, ...headers } = Object.fromEntries(fields.map((field) => field.split(': ', 2)));
  return call(oss, { method, path, headers, body, ...(signed && { resource: signed }) });
}

const shownHeaders =
  /^(x-oss-(?!request-id|ec$|err$|server-time|hash).*|content-range|content-length|etag|last-modified)$/;
/** What is another in each answer, or said by the code before. */
const hidden = ['RequestId', 'HostId', 'RecommendDoc'];

function told({ status, headers, text }: Answered): string[] {
  const shown = Object.entries(headers).filter(
    ([name]) => shownHeaders.test(name) && !(name === 'content-length' && text.startsWith('<?xml')),
  );
  const leaves = [...text.matchAll(/<([\w-]+)>([^<]*)<\/\1>|<([\w-]+)\/>/g)]
    .filter(([, name = '']) => !hidden.includes(name))
    .map(
      ([, name, value, empty]) =>
        `${name ?? empty}=${(value ?? '').replace(/127\.0\.0\.1:\d+/, '127.0.0.1')}`,
    );
  const content = text.startsWith('<?xml') ? leaves : text === '' ? [] : [text];
  return [
    `= ${[status, ...shown.map(([name, value]) => `${name}: ${value}`)].join(' ')}`,
    ...content.map((one) => `=   ${one}`),
  ];
}
