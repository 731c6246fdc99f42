export type Scalar = string | number | boolean | null;

export interface KeyStep {
  readonly kind: 'key';
  readonly key: string;
}

export interface IndexStep {
  readonly kind: 'index';
  readonly index: number;
}

/** `any` stands for each child. */
export type PathStep = KeyStep | IndexStep | { readonly kind: 'any' };

export interface ColumnExpression {
  readonly kind: 'column';
  /** Of a column of a table, or the first key of a path into JSON. */
  readonly name: string;
  /** The rest of a path into JSON. */
  readonly steps: readonly PathStep[];
}

export type Comparison = '=' | '!=' | '<' | '>' | '<=' | '>=';
export type Arithmetic = '+' | '-' | '*' | '/' | '%' | '||';
export type CastType = 'int' | 'double' | 'string' | 'bool' | 'timestamp';

export type Expression =
  | ColumnExpression
  | { readonly kind: 'literal'; readonly value: Scalar }
  | { readonly kind: 'cast'; readonly of: Expression; readonly to: CastType }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'null'; readonly of: Expression }
  | { readonly kind: 'in'; readonly of: Expression; readonly values: readonly Expression[] }
  | {
      readonly kind: 'between';
      readonly of: Expression;
      readonly low: Expression;
      readonly high: Expression;
    }
  | { readonly kind: 'like'; readonly of: Expression; readonly pattern: RegExp }
  | {
      readonly kind: 'and' | 'or' | Comparison | Arithmetic;
      readonly left: Expression;
      readonly right: Expression;
    };

export const aggregateNames = ['avg', 'sum', 'max', 'min', 'count'] as const;
export type AggregateName = (typeof aggregateNames)[number];

export interface Projection {
  readonly alias: string | undefined;
  /** Left out for `count(*)`. */
  readonly of: Expression | undefined;
  readonly aggregate: AggregateName | undefined;
}

export interface SqlQuery {
  /** Empty for `*`. */
  readonly projections: readonly Projection[];
  /** Behind `ossobject`. */
  readonly from: readonly PathStep[];
  /** What the records are called in paths. */
  readonly alias: string | undefined;
  readonly where: Expression | undefined;
  readonly limit: number | undefined;
}

/** All columns that an expression reads. */
export function columnsIn(expression: Expression | undefined): readonly ColumnExpression[] {
  if (!expression) return [];
  switch (expression.kind) {
    case 'column':
      return [expression];
    case 'literal':
      return [];
    case 'cast':
    case 'not':
    case 'null':
    case 'like':
      return columnsIn(expression.of);
    case 'in':
      return [expression.of, ...expression.values].flatMap(columnsIn);
    case 'between':
      return [expression.of, expression.low, expression.high].flatMap(columnsIn);
    default:
      return [expression.left, expression.right].flatMap(columnsIn);
  }
}

/** All columns that a query reads. */
export const columnsOf = ({ projections, where }: SqlQuery): readonly ColumnExpression[] => [
  ...projections.flatMap(({ of }) => columnsIn(of)),
  ...columnsIn(where),
];

/** From 1 on; undefined for a column with a name. */
export const columnNumber = (name: string): number | undefined => {
  const [, digits] = /^_(\d+)$/.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
};
