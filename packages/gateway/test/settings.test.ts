import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readSettings } from '../src/settings.ts';

function file(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'gateway.json');
  writeFileSync(path, text);
  return path;
}

test('nothing is needed', () => {
  expect(readSettings([], {})).toMatchObject({ port: 8080, host: '127.0.0.1', mock: false, baseUrl: {} });
});

test('flags win over the environment, and the environment over the file', () => {
  const config = file(
    '{"port": 1, "host": "::1", "deadline": "2m", "baseUrl": {"picwish": "https://a.example"}}',
  );
  const env = { API_REPACK_CONFIG: config, API_REPACK_PORT: '2', API_REPACK_DEADLINE: '90s' };
  const settings = readSettings(['--port', '3', '--compat', '--max-body=5MB'], env);
  expect(settings).toMatchObject({
    port: 3,
    host: '::1',
    deadline: 90_000,
    compat: true,
    maxBody: 5 << 20,
    baseUrl: { picwish: 'https://a.example' },
  });
});

test('base URLs of several vendors can be given', () => {
  const args = ['--base-url', 'fangtang=http://a.example', '--base-url', 'picwish-web=http://b.example/?x=1'];
  expect(readSettings(args, {}).baseUrl).toEqual({
    fangtang: 'http://a.example',
    'picwish-web': 'http://b.example/?x=1',
  });
});

test.each([
  [['--prot', '80'], {}, '--prot: unknown flag; did you mean --port?'],
  [['--port'], {}, '--port: needs a value'],
  [['--port', 'http'], {}, '--port: use a whole number from 0 to 65535'],
  [['--port', '65536'], {}, '--port: use a whole number from 0 to 65535'],
  [['--mock=yes'], {}, '--mock: takes no value'],
  [['start'], {}, 'start: the service takes flags only'],
  [['--deadline', '10'], {}, '--deadline: use a number with a unit (ms, s, m, h), such as 90s'],
  [['--deadline', '597h'], {}, '--deadline: use 596h at most'],
  [['--max-body', '0mb'], {}, '--max-body: use a number with a unit (kb, mb, gb), such as 100mb'],
  [['--log-level', 'loud'], {}, '--log-level: use one of debug, info, warn, error, silent'],
  [['--base-url', 'fangtan=http://a'], {}, '--base-url: there is no vendor fangtan; did you mean fangtang?'],
  [['--base-url', 'fangtang'], {}, '--base-url: fangtang needs an http or https URL'],
  [[], { API_REPACK_MOCK: 'maybe' }, 'API_REPACK_MOCK: use true or false'],
  [['--config', '/nowhere.json'], {}, '/nowhere.json: cannot be read as JSON'],
])('%o with %o is refused', (args, env, message) => {
  expect(() => readSettings(args, env)).toThrow(message);
});

test.each([
  ['{"prot": 80}', '"prot" in '],
  ['{"prot": 80}', 'unknown setting; did you mean port?'],
  ['{"port": "x"}', 'use a whole number'],
  ['[]', 'is not a JSON object'],
  ['{', 'cannot be read as JSON'],
])('the file %s is refused', (text, message) => {
  expect(() => readSettings(['--config', file(text)], {})).toThrow(message);
});

test('all problems are stderr at once', () => {
  expect(() => readSettings(['--port', 'x', '--grace', 'y'], {})).toThrow(/--port: .*\n--grace: /);
});
