import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kebab } from '@api-repack/core';
import { type Catalogue, catalogues, type Operation } from '@api-repack/gateway';
import { audit, type ScenarioContext } from '@api-repack/mock-vendors/audit';
import { build } from 'esbuild';
import { takesPictures } from '../../packages/gateway/src/command/parameters.ts';
import { main } from '../../packages/gateway/src/main.ts';
import { programSubject } from '../../packages/mock-vendors/src/audit/program.ts';
import { runAudit } from '../../packages/mock-vendors/src/audit/run-audit.ts';
import { inputFor } from './inputs.ts';
import { inWorldTime, keptIn, offFor, photo, root, type Subject } from './subject.ts';
import { hostIn } from './world-time.ts';

const photoFile = join(root, 'photo.png');
writeFileSync(photoFile, new Uint8Array(await photo.arrayBuffer()));

/** The command that somebody types again when it has failed. */
const subjectOf = (catalogue: Catalogue, operation: Operation): Subject => ({
  name: `command ${catalogue.name} ${operation.name}`,
  audit: (options) =>
    audit((context) => type(context, [catalogue.name, operation.name, ...argumentsFor(operation)]), {
      ...inWorldTime,
      restart: 'always',
      off: offFor(operation.name),
      ...options,
    }),
});

async function type(context: ScenarioContext, words: readonly string[]): Promise<Buffer> {
  const out = keptIn(context, 'out', () => mkdtempSync(join(root, 'out-')));
  const told: string[] = [];
  const tell = (text: string) => void told.push(text);
  const code = await main([...words, '--out', out], {
    host: hostIn(context),
    env: environment(context),
    stdin: async () => '',
    stdout: tell,
    stderr: tell,
    columns: undefined,
    stop: context.signal,
    kill: context.signal,
  });
  if (code !== 0) throw new Error(`exit ${code}: ${told.join('')}`);
  return Buffer.concat(resultsIn(out).map((name) => readFileSync(join(out, name))));
}

const resultsIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => !/^\.?api-repack\./.test(name))
    .sort();

function environment({ origins, credentials }: ScenarioContext): Record<string, string> {
  const pairs = ['fangtang', 'picwish', 'picwish-web', 'lufff'].flatMap((vendor) =>
    Object.entries(credentials[vendor] ?? {}).map(([field, value]) => [variableFor(vendor, field), value]),
  );
  const urls = Object.entries(origins).map(([vendor, origin]) => `${vendor}=${origin}`);
  return { ...Object.fromEntries(pairs), API_REPACK_BASE_URL: urls.join(',') };
}

/** PicWish's two APIs are one vendor for the command line. */
const variableFor = (vendor: string, field: string) =>
  `${vendor.replace('-web', '')}_${kebab(field)}`.replaceAll('-', '_').toUpperCase();

/** The picture, and the parameters as flags. */
function argumentsFor({ name, input }: Operation): string[] {
  const { image_file, image_url, ...others } = inputFor(name, input);
  const flags = Object.entries(others).flatMap(([field, value]) => [
    `--${kebab(field).replaceAll('_', '-')}`,
    value instanceof Blob ? photoFile : String(value),
  ]);
  return [image_file === undefined ? String(image_url) : photoFile, ...flags];
}

/** In a process of its own, which is killed in the middle of each call. */
const killedSubjectOf = (catalogue: Catalogue, operation: Operation): Subject => ({
  name: `killed command ${catalogue.name} ${operation.name}`,
  async audit(options) {
    const words = [catalogue.name, operation.name, ...argumentsFor(operation)];
    const command = ['sh', '-c', script, '{output}', process.execPath, await bundle(), ...words];
    const subject = await programSubject({ command, kills: true });
    try {
      const given = { effects: ['kill'], restart: 'always', timeoutMs: 60_000, isQuiet: true } as const;
      return await runAudit(subject, { ...given, settings: { picwish: { qps: 0 } }, ...options });
    } finally {
      subject.close();
    }
  },
});

/** Results without the records beside them. */
const script = [
  'export PICWISH_TELEPHONE="$PICWISH_WEB_TELEPHONE" PICWISH_PASSWORD="$PICWISH_WEB_PASSWORD"',
  'export API_REPACK_BASE_URL="fangtang=$FANGTANG_BASE_URL,picwish=$PICWISH_BASE_URL,picwish-web=$PICWISH_WEB_BASE_URL,lufff=$LUFFF_BASE_URL"',
  '"$@" --out "$0.all" || exit',
  'rm "$0.all"/api-repack.*; mkdir -p "$0" && cp "$0.all"/* "$0"',
].join('\n');

let bundled: Promise<string> | undefined;

/** In one file, since hundreds of modules take a second to load. */
const bundle = (): Promise<string> => {
  bundled ??= writeBundle();
  return bundled;
};

async function writeBundle(): Promise<string> {
  const folder = join(root, 'gateway');
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module","version":"0.0.0"}');
  const outfile = join(folder, 'dist', 'cli.js');
  await build({
    entryPoints: ['packages/gateway/src/cli.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    conditions: ['@api-repack/source'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    // Loaded where they are asked for, and nobody asks.
    alias: { pg: 'node:net' },
    external: ['@api-repack/mock-vendors', 'sharp', 'ali-oss'],
    logLevel: 'error',
  });
  return outfile;
}

const picturesOf = (make: (catalogue: Catalogue, operation: Operation) => Subject): Subject[] =>
  catalogues.flatMap((catalogue) =>
    catalogue.operations.filter(takesPictures).map((operation) => make(catalogue, operation)),
  );

export const commandSubjects: readonly Subject[] = [...picturesOf(subjectOf), ...picturesOf(killedSubjectOf)];
