import type { Scheme } from '@api-repack/core';
import { HttpError } from './http-error.ts';
import type { Given } from './input.ts';
import { isFromPage } from './service/cross-site.ts';

export type CredentialValues = Readonly<Record<string, string>>;
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The caller's credentials, from the first scheme that was used; undefined where none are needed. */
export function readCredentials(
  schemes: readonly Scheme[],
  headers: Headers,
  given: Given,
): CredentialValues | undefined {
  if (schemes.length === 0) return undefined;
  for (const scheme of schemes) {
    const fields = fieldsFrom(scheme, headers, given);
    if (fields) return fields;
  }
  throw missing(schemes, headers);
}

export const hasCredentials = (schemes: readonly Scheme[], headers: Headers, given: Given): boolean =>
  schemes.length === 0 || schemes.some((scheme) => fieldsFrom(scheme, headers, given));

/** Refuses a call without credentials before its body is read, unless they may be in there. */
export function expectCredentials(schemes: readonly Scheme[], headers: Headers): void {
  if (!schemes.some(({ kind }) => kind === 'form')) readCredentials(schemes, headers, new Map());
}

function fieldsFrom(scheme: Scheme, headers: Headers, given: Given): CredentialValues | undefined {
  if (scheme.kind === 'form') return fieldsGiven(scheme.fields, given);
  const name = scheme.kind === 'header' ? scheme.header : 'authorization';
  const value = String(headers[name] ?? '').trim();
  const [, word, rest = ''] = /^(basic|bearer)\s+(?:bearer\s+)?(.*)$/i.exec(value) ?? [];
  const isBasic = word?.toLowerCase() === 'basic';
  if (scheme.kind === 'basic') return isBasic ? pair(scheme.fields, rest) : undefined;
  if (value === '' || isBasic) return undefined;
  return { [scheme.field]: word === undefined ? value : rest };
}

function fieldsGiven(names: readonly string[], given: Given): CredentialValues | undefined {
  const pairs = names.map((name) => [name, given.get(name)?.[0]] as const);
  const isComplete = pairs.every(([, value]) => typeof value === 'string' && value !== '');
  return isComplete ? (Object.fromEntries(pairs) as CredentialValues) : undefined;
}

function pair([user, password]: readonly [string, string], encoded: string): CredentialValues | undefined {
  const [, left, right] = /^([^:]+):(.+)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  return left === undefined || right === undefined ? undefined : { [user]: left, [password]: right };
}

function missing(schemes: readonly Scheme[], headers: Headers): HttpError {
  const challenge = schemes.some(({ kind }) => kind === 'basic') ? 'Basic' : 'Bearer';
  return new HttpError(401, 'auth', 'the credentials are missing', {
    hint: `Send ${schemes.map(describe).join(', or ')}`,
    // A browser would ask its user, and then send the credentials with requests of any page.
    headers: isFromPage(headers) ? {} : { 'www-authenticate': challenge },
  });
}

function describe(scheme: Scheme): string {
  if (scheme.kind === 'form') return `the parameters ${scheme.fields.join(' and ')}`;
  if (scheme.kind === 'bearer') return `"Authorization: Bearer" with ${scheme.description}`;
  if (scheme.kind === 'header') return `"${scheme.header}" with the key`;
  return `"Authorization: Basic" with ${scheme.fields.join(':')} (curl -u ${scheme.fields.join(':')})`;
}
