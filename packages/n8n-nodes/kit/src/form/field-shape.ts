import { descriptionOf } from '@api-repack/core';
import type { GenericSchema } from 'valibot';

/** What a field of an operation's input holds. */
export interface FieldShape {
  readonly kind: 'flag' | 'boolean' | 'choice' | 'number' | 'text' | 'texts' | 'rectangles' | 'file';
  readonly isRequired: boolean;
  readonly description: string;
  readonly default: unknown;
  /** Of a choice, or of each of several texts. */
  readonly values: readonly (string | number)[];
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly isWhole: boolean;
}

interface Schema extends GenericSchema {
  readonly wrapped?: Schema;
  readonly default?: unknown;
  readonly options?: readonly (string | number)[];
  readonly item?: Schema;
  readonly pipe?: readonly Action[];
}

interface Action extends Partial<Schema> {
  readonly type: string;
  readonly requirement?: unknown;
}

/** Reads the shape out of core's schema. */
export function shapeOf(field: GenericSchema): FieldShape {
  const { wrapped, default: usual } = field as Schema;
  const schema = wrapped ?? (field as Schema);
  const actions = actionsOf(schema);
  const limit = (type: string) =>
    actions.find((action) => action.type === type)?.requirement as number | undefined;
  return {
    kind: kindOf(schema),
    isRequired: wrapped === undefined,
    description: descriptionOf(field) ?? '',
    default: usual,
    values: schema.item?.options ?? (schema.type === 'picklist' ? schema.options : undefined) ?? [],
    min: limit('min_value') ?? limit('gt_value'),
    max: limit('max_value'),
    isWhole: actions.some(({ type }) => type === 'integer'),
  };
}

const kinds: Readonly<Record<string, FieldShape['kind']>> = {
  boolean: 'boolean',
  number: 'number',
  blob: 'file',
  custom: 'file',
};

function kindOf({ type, options, item }: Schema): FieldShape['kind'] {
  if (type === 'picklist') return String(options) === '0,1' ? 'flag' : 'choice';
  if (type === 'array') return item && 'entries' in item ? 'rectangles' : 'texts';
  return kinds[type] ?? 'text';
}

/** A pipe may begin with a pipe. */
const actionsOf = ({ pipe = [] }: Partial<Schema>): readonly Action[] =>
  pipe.flatMap((action) => (action.pipe ? [...actionsOf(action), action] : [action]));
