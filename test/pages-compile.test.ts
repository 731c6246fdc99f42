import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const pages = ['README.md', 'README.zh-CN.md', 'docs/from-the-original-service.md', 'docs/your-vendor.md'];
const { config } = ts.readConfigFile('tsconfig.base.json', ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, '.');

/** The example of a page, as if it lay beside the page. */
function problemsOf(page: string): string[] {
  const code =
    /```ts\n([\s\S]*?)```/.exec(readFileSync(page, 'utf8'))?.[1] ?? expect.fail('it has no example');
  const file = join(process.cwd(), 'example.ts');
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? code : readFile(name));
  host.getSourceFile = (name, language) =>
    name === file ? ts.createSourceFile(name, code, language) : getSourceFile(name, language);
  const program = ts.createProgram([file], { ...options, noEmit: true }, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

it.each(pages)('the TypeScript of %s compiles', { timeout: 60_000 }, (page) => {
  expect(problemsOf(page)).toEqual([]);
});
