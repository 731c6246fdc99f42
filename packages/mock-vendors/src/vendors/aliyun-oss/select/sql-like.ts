import { selectFail } from './errors.ts';

const maxWildcards = 5;

/** `%` and `*` stand for any text, and `?` for one character. */
export function likePattern(pattern: string, escapeMark: string | undefined): RegExp {
  if (escapeMark !== undefined) checkEscape(escapeMark);
  let source = '';
  let wildcards = 0;
  let isEscaped = false;
  for (const letter of pattern) {
    if (isEscaped) {
      source += literal(letter);
      isEscaped = false;
    } else if (letter === escapeMark) isEscaped = true;
    else if (letter === '%' || letter === '*') {
      wildcards++;
      source += '.*';
    } else source += letter === '?' ? '.' : literal(letter);
  }
  if (isEscaped)
    throw selectFail('SqlNoCharAfterEscapeChar', 'LIKE has no character behind the escape character.');
  if (wildcards > maxWildcards)
    throw selectFail('SqlExceedsMaxWildCardCount', 'LIKE has more than 5 wildcards.');
  return new RegExp(`^${source}$`, 'su');
}

function checkEscape(escapeMark: string): void {
  if (escapeMark.length > 1)
    throw selectFail('SqlOnlyOneEscapeCharIsAllowed', 'LIKE has an escape character that is too long.');
  if (escapeMark === '' || '%*?'.includes(escapeMark))
    throw selectFail('SqlInvalidEscapeChar', 'LIKE has an escape character that is a wildcard.');
}

const literal = (letter: string): string => letter.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
