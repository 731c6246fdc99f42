import { UnfitRecord } from './errors.ts';
import type { Arithmetic, CastType, ColumnExpression, Comparison, Expression } from './sql-query.ts';

/** Reads a column of the record at hand; undefined if the record has none. */
export type ReadColumn = (column: ColumnExpression) => unknown;

/** The value of an expression for one record. Unknown is null, as usual in SQL. */
export function evaluate(expression: Expression, read: ReadColumn): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'column':
      return read(expression) ?? null;
    case 'cast':
      return cast(evaluate(expression.of, read), expression.to);
    case 'not':
      return !holds(expression.of, read);
    case 'null':
      return isEmpty(evaluate(expression.of, read));
    case 'in': {
      const value = evaluate(expression.of, read);
      return expression.values.some((one) => compare('=', value, evaluate(one, read)));
    }
    case 'between': {
      const value = evaluate(expression.of, read);
      const [low, high] = [expression.low, expression.high].map((one) => evaluate(one, read));
      return compare('>=', value, low) && compare('<=', value, high);
    }
    case 'like':
      return expression.pattern.test(String(evaluate(expression.of, read) ?? ''));
    case 'and':
      return holds(expression.left, read) && holds(expression.right, read);
    case 'or':
      return holds(expression.left, read) || holds(expression.right, read);
    default: {
      const [left, right] = [expression.left, expression.right].map((one) => evaluate(one, read));
      return isComparison(expression.kind)
        ? compare(expression.kind, left, right)
        : calculate(expression.kind, left, right);
    }
  }
}

export const holds = (expression: Expression, read: ReadColumn): boolean =>
  evaluate(expression, read) === true;

const isComparison = (kind: Comparison | Arithmetic): kind is Comparison =>
  ['=', '!=', '<', '>', '<=', '>='].includes(kind);

/** A field of a table without a text is taken for one that is missing. */
const isEmpty = (value: unknown): boolean => value === null || value === '';

/** A text is compared with a number as a number; one that is none does not fit. */
function compare(kind: Comparison, left: unknown, right: unknown): boolean {
  if (left === null || right === null) return false;
  if (typeof left === 'number' || typeof right === 'number') {
    if (isEmpty(left) || isEmpty(right)) return false;
    return ordered(kind, numberOf(left), numberOf(right));
  }
  if (typeof left === 'boolean' || typeof right === 'boolean')
    return ordered(kind, String(left), String(right));
  if (typeof left !== 'string' || typeof right !== 'string') throw new UnfitRecord();
  return ordered(kind, left, right);
}

function ordered<Value extends string | number>(kind: Comparison, left: Value, right: Value): boolean {
  switch (kind) {
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    case '>=':
      return left >= right;
  }
}

function calculate(kind: Arithmetic, left: unknown, right: unknown): unknown {
  if (kind === '||') return String(left ?? '') + String(right ?? '');
  if (isEmpty(left) || isEmpty(right)) return null;
  const [a, b] = [numberOf(left), numberOf(right)];
  switch (kind) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
  }
}

function numberOf(value: unknown): number {
  const number = typeof value === 'number' ? value : Number(String(value).trim() || Number.NaN);
  if (Number.isNaN(number)) throw new UnfitRecord();
  return number;
}

function cast(value: unknown, to: CastType): unknown {
  if (to === 'string') return value === null ? null : String(value);
  if (isEmpty(value)) return null;
  switch (to) {
    case 'int':
      return Math.trunc(numberOf(value));
    case 'double':
      return numberOf(value);
    case 'bool':
      return String(value).toLowerCase() === 'true';
    case 'timestamp':
      return timeOf(String(value));
  }
}

/** Milliseconds since 1970. */
function timeOf(text: string): number {
  const time = Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)(?!\d)/, '$1-$2-$3'));
  if (Number.isNaN(time)) throw new UnfitRecord();
  return time;
}
