import { styleText } from 'node:util';
import type { MockVendor } from '../engine/mock-vendor.ts';
import type { MockServer } from './serve.ts';

/** What is running where, and what to type into a client. */
export function greeting({ origins }: MockServer, vendors: readonly MockVendor[]): string {
  const width = Math.max(...vendors.map(({ name }) => name.length));
  const lines = vendors.map(
    ({ name, demoCredentials }) =>
      `${styleText('bold', name.padEnd(width))}  ${styleText('cyan', origins[name] ?? '')}\n` +
      demoCredentials('main')
        .map((set) => `${' '.repeat(width)}  ${credentialsLine(set)}\n`)
        .join(''),
  );
  return `
${lines.join('\n')}
Console: ${styleText('cyan', origins.control ?? '')} shows every call as it comes in.
Ctrl-C stops everything.
`;
}

/** One line for programs. */
export const greetingJson = ({ origins }: MockServer, vendors: readonly MockVendor[]): string =>
  JSON.stringify({
    console: origins.control,
    vendors: vendors.map(({ name, demoCredentials }) => ({
      name,
      url: origins[name],
      demoCredentials: demoCredentials('main'),
    })),
  });

const credentialsLine = (set: Readonly<Record<string, string>>): string =>
  Object.entries(set)
    .map(([name, value]) => `${styleText('dim', name)} ${value}`)
    .join('   ');
