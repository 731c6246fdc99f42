// What n8n's verification does to a published node package, done to the packed one: its scanner over the sources
// and over the tarball. Then what its reviewers refuse by hand.
import { execSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';

const maxBytes = 300_000;
const maxLineLength = 1_000;
const allowedImports = ['n8n-workflow', 'node:crypto', 'crypto'];

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  n8n?: { nodes: string[]; credentials: string[] };
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

function packAndUnpack(folder: string, target: string): string {
  const tarball = join(target, 'package.tgz');
  execSync(`pnpm pack --out "${tarball}"`, { cwd: folder });
  execSync('tar -xzf package.tgz', { cwd: target });
  return join(target, 'package');
}

async function scan(folder: string, patterns: string[]): Promise<string[]> {
  const { passed, message, details } = await analyzePackage(folder, patterns);
  return passed ? [] : [`${message}\n${details ?? ''}`];
}

function reviewFile(folder: string, file: string): string[] {
  const code = readFileSync(join(folder, file), 'utf8');
  const longestLine = Math.max(...code.split('\n').map((line) => line.length));
  const imports = [...code.matchAll(/\b(?:require|import)\(["']([^"']+)["']\)/g)].map(
    (match) => match[1] ?? '',
  );
  const problems = [];
  if (code.length > maxBytes) problems.push(`${file}: ${code.length} bytes, more than ${maxBytes}`);
  if (longestLine > maxLineLength)
    problems.push(`${file}: looks minified, a line has ${longestLine} characters`);
  // The scanner lets devDependencies pass, which a user does not have.
  for (const name of imports.filter((name) => !allowedImports.includes(name))) {
    problems.push(`${file}: ${name} is not bundled`);
  }
  return problems;
}

function reviewPackage(folder: string): string[] {
  const { dependencies = {}, n8n = { nodes: [], credentials: [] } } = readManifest(folder);
  const missing = [...n8n.nodes, ...n8n.credentials].filter((file) => !existsSync(join(folder, file)));
  return [
    ...Object.keys(dependencies).map((name) => `package.json: ${name} is a dependency, n8n allows none`),
    ...missing.map((file) => `package.json: ${file} is not in the package`),
    ...globSync('**/*.js', { cwd: folder }).flatMap((file) => reviewFile(folder, file)),
  ];
}

async function check(folder: string): Promise<string[]> {
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'n8n-bundle-')));
  try {
    const unpacked = packAndUnpack(folder, temporary);
    return [
      ...(await scan(folder, SOURCE_FILE_PATTERNS)),
      ...(await scan(unpacked, ['**/*.js', 'package.json'])),
      ...reviewPackage(unpacked),
    ];
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

for (const folder of globSync('packages/n8n-nodes/*/nodes').map(dirname)) {
  const { name } = readManifest(folder);
  const problems = await check(join(process.cwd(), folder));
  console.log(problems.length === 0 ? `ok    ${name}` : `FAIL  ${name}\n${problems.join('\n')}`);
  if (problems.length > 0) process.exitCode = 1;
}
