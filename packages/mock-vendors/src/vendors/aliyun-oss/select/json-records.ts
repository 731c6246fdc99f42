import { selectFail } from './errors.ts';
import type { SelectInput } from './select-request.ts';
import type { IndexStep, KeyStep, PathStep } from './sql-query.ts';

const invalidJson = () => selectFail('InvalidJsonData', 'The object is not valid JSON.');

/** The documents of an object: one, or one in each line. */
export function jsonDocuments(text: string, { isLines, numbersAsText }: SelectInput): readonly unknown[] {
  const revive = (_: string, value: unknown) => (typeof value === 'number' ? String(value) : value);
  const documents = isLines ? text.split('\n').filter((line) => line.trim() !== '') : [text];
  return documents.map((document): unknown => {
    try {
      return JSON.parse(document, numbersAsText ? revive : undefined);
    } catch {
      throw invalidJson();
    }
  });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a path leads to, in one document; nothing where it leads nowhere. */
export function nodesAt(value: unknown, [step, ...rest]: readonly PathStep[]): readonly unknown[] {
  if (!step) return [value];
  if (step.kind === 'any') {
    const children = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
    return children.flatMap((child) => nodesAt(child, rest));
  }
  const child = childAt(value, step);
  return child === undefined ? [] : nodesAt(child, rest);
}

function childAt(value: unknown, step: KeyStep | IndexStep): unknown {
  if (step.kind === 'index') return Array.isArray(value) ? value[step.index] : undefined;
  return isObject(value) && Object.hasOwn(value, step.key) ? value[step.key] : undefined;
}

/** One line of the answer. What is no object gets a key. */
export const jsonLine = (value: unknown): string => JSON.stringify(isObject(value) ? value : { _1: value });
