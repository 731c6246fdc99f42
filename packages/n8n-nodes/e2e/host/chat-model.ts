import { createServer, type IncomingMessage } from 'node:http';
import { freePort } from './ports.ts';

export interface ChatModel {
  readonly origin: string;
  close(): void;
}

interface Message {
  readonly role: string;
  readonly content: string;
}

/** Which words in a question ask for which tool of the example with an AI agent. */
const wishes: readonly (readonly [RegExp, string])[] = [
  [/credit/i, 'Credits'],
  [/restore|colorize/i, 'Restore_Photo'],
  [/cut out|background/i, 'Remove_Background'],
  [/small|compress/i, 'Compress'],
];

/** Stands in for an AI model, behind OpenAI's API: does what the last question asks for, one tool after the other. */
export async function serveChatModel(wantedPort = 0): Promise<ChatModel> {
  const port = await freePort(wantedPort);
  const server = createServer(async (request, response) => {
    const body = request.method === 'POST' ? answer(await read(request)) : { object: 'list', data: [model] };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}

const usage = 'Ask me for credits, or to restore, cut out or compress the picture at an address.';
const model = { id: 'gpt-4.1-mini', object: 'model', created: 0, owned_by: 'mock' };

async function read(request: IncomingMessage): Promise<Message[]> {
  const chunks = await request.toArray();
  return JSON.parse(Buffer.concat(chunks).toString()).messages;
}

function answer(messages: readonly Message[]): object {
  const asked = messages.findLastIndex(({ role }) => role === 'user');
  const question = messages[asked]?.content ?? '';
  const results = messages.slice(asked).filter(({ role }) => role === 'tool');
  const wanted = wishes.filter(([words]) => words.test(question)).map(([, tool]) => tool);
  const urls = [question, ...results.map(({ content }) => content)].flatMap(
    (text) => text.match(/https?:\/\/[^\s"\\]+/g)?.[0] ?? [],
  );
  const tool = wanted[results.length];
  const said = results.length > 0 ? `Here it is: ${urls.at(-1) ?? results.at(-1)?.content}` : usage;
  const message = tool ? { content: null, tool_calls: [callOf(tool, urls.at(-1))] } : { content: said };
  return {
    id: 'chat',
    object: 'chat.completion',
    created: 0,
    model: model.id,
    choices: [
      { index: 0, finish_reason: tool ? 'tool_calls' : 'stop', message: { role: 'assistant', ...message } },
    ],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  };
}

function callOf(name: string, url: string | undefined): object {
  const values = { ...(url && { Image_URL: url }), ...(name === 'Restore_Photo' && { Preset: 'people' }) };
  return { id: `call-${name}`, type: 'function', function: { name, arguments: JSON.stringify(values) } };
}
