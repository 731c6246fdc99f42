import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const pages = [
  'README.md',
  'README.zh-CN.md',
  'packages/core/README.md',
  'docs/from-the-original-service.md',
  'docs/mock-vendors.md',
  'docs/your-vendor.md',
];
const { config } = ts.readConfigFile('tsconfig.base.json', ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, '.');

/** The first example of each page, as a file in the root. */
const examples = new Map(
  pages.map((page) => [
    join(process.cwd(), `${page.replaceAll(/\W/g, '-')}.ts`),
    /```ts\n([\s\S]*?)```/.exec(readFileSync(page, 'utf8'))?.[1] ?? expect.fail(`${page} has no example`),
  ]),
);

function problems(settings: ts.CompilerOptions): string[] {
  const all = { ...options, ...settings, noEmit: true };
  const host = ts.createCompilerHost(all);
  const { fileExists, readFile } = host;
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (name) => examples.has(name) || fileExists(name);
  host.readFile = (name) => examples.get(name) ?? readFile(name);
  host.getSourceFile = (name, ...rest) => {
    const code = examples.get(name);
    return code === undefined ? getSourceFile(name, ...rest) : ts.createSourceFile(name, code, rest[0]);
  };
  const program = ts.createProgram([...examples.keys()], all, host);
  // Those of the examples only: the sources have a check of their own.
  return [...examples.keys()]
    .map((name) => program.getSourceFile(name))
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map(
      ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
}

it.each([
  ['nodenext', { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext }],
  ['bundler', { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
])('the TypeScript of all pages compiles under %s', { timeout: 120_000 }, (_, settings) => {
  expect(problems(settings)).toEqual([]);
});
