import { syntaxError } from './errors.ts';

export interface SqlToken {
  /** `end` comes behind all others. */
  readonly kind: 'word' | 'quoted' | 'text' | 'number' | 'mark' | 'end';
  /** Without the quotes. */
  readonly value: string;
}

const patterns: readonly (readonly [SqlToken['kind'], RegExp])[] = [
  ['text', /'((?:[^']|'')*)'/y],
  ['quoted', /"([^"]*)"|`([^`]*)`/y],
  ['number', /(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/y],
  ['word', /([\p{L}_][\p{L}\p{N}_]*)/uy],
  ['mark', /(\|\||>=|<=|!=|<>|[-+*/%=<>(),.[\]])/y],
];

/** The parts of a query. */
export function tokensOf(sql: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < sql.length) {
    if (/\s/.test(sql.charAt(at))) {
      at++;
      continue;
    }
    const token = tokenAt(sql, at);
    if (!token) throw syntaxError(`The query has an unexpected character at ${at}.`);
    tokens.push(token.token);
    at = token.end;
  }
  return tokens;
}

function tokenAt(sql: string, at: number): { readonly token: SqlToken; readonly end: number } | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const match = pattern.exec(sql);
    if (!match) continue;
    const inside = match.slice(1).find((group) => group !== undefined) ?? '';
    const value = kind === 'text' ? inside.replaceAll("''", "'") : inside;
    return { token: { kind, value }, end: pattern.lastIndex };
  }
  return undefined;
}
