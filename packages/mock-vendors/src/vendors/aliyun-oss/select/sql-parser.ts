import { selectFail, syntaxError } from './errors.ts';
import { likePattern } from './sql-like.ts';
import {
  aggregateNames,
  type CastType,
  type Comparison,
  type Expression,
  type PathStep,
  type Projection,
  type SqlQuery,
} from './sql-query.ts';
import { type SqlToken, tokensOf } from './sql-tokens.ts';

const maxInCount = 1024;
const comparisons = ['=', '!=', '<>', '<', '>', '<=', '>='];

const castTypes: Readonly<Record<string, CastType>> = {
  ...{ int: 'int', integer: 'int', double: 'double', float: 'double', decimal: 'double' },
  ...{ string: 'string', varchar: 'string', bool: 'bool', boolean: 'bool', timestamp: 'timestamp' },
};

/** Reads one query: `select … from ossobject … where … limit …`. */
export const parseSql = (sql: string): SqlQuery => new SqlParser(sql).query();

class SqlParser {
  readonly #tokens: readonly SqlToken[];
  #at = 0;

  constructor(sql: string) {
    this.#tokens = tokensOf(sql);
  }

  query(): SqlQuery {
    this.#need('select');
    const projections = this.#projections();
    this.#need('from');
    this.#need('ossobject');
    const from = this.#steps();
    const alias = this.#alias(['where', 'limit']);
    const where = this.#takes('where') ? this.#or() : undefined;
    const limit = this.#takes('limit') ? this.#limit() : undefined;
    if (this.#next.kind !== 'end') throw this.#unexpected();
    return { projections, from, alias, where, limit };
  }

  get #next(): SqlToken {
    return this.#tokens[this.#at] ?? { kind: 'end', value: 'its end' };
  }

  #take(): SqlToken {
    const token = this.#next;
    this.#at++;
    return token;
  }

  #is(value: string): boolean {
    const { kind, value: found } = this.#next;
    return (kind === 'word' || kind === 'mark') && found.toLowerCase() === value;
  }

  #takes(value: string): boolean {
    const is = this.#is(value);
    if (is) this.#at++;
    return is;
  }

  #need(value: string): void {
    if (!this.#takes(value)) throw this.#unexpected();
  }

  #unexpected() {
    return syntaxError(`The query has an unexpected part: ${this.#next.value}.`);
  }

  #projections(): readonly Projection[] {
    if (this.#takes('*')) {
      if (this.#is(','))
        throw selectFail('SqlInvalidMixOfStarAndColumn', 'The query selects * together with columns.');
      return [];
    }
    const all = [this.#projection()];
    while (this.#takes(',')) {
      if (this.#is('*'))
        throw selectFail('SqlInvalidMixOfStarAndColumn', 'The query selects * together with columns.');
      all.push(this.#projection());
    }
    return all;
  }

  #projection(): Projection {
    const aggregate = aggregateNames.find(
      (name) => this.#is(name) && this.#tokens[this.#at + 1]?.value === '(',
    );
    if (!aggregate) return { of: this.#column(), aggregate, alias: this.#alias(['from']) };
    this.#at += 2;
    const of = aggregate === 'count' ? undefined : this.#column();
    if (aggregate === 'count') this.#need('*');
    this.#need(')');
    return { of, aggregate, alias: this.#alias(['from']) };
  }

  /** A column, or one that is cast: nothing else can be selected. */
  #column(): Expression {
    const { kind } = this.#next;
    if (kind !== 'word' && kind !== 'quoted') throw this.#unexpected();
    return this.#primary();
  }

  #alias(keywords: readonly string[]): string | undefined {
    if (!this.#takes('as') && (this.#next.kind !== 'word' || keywords.some((word) => this.#is(word))))
      return undefined;
    const { kind, value } = this.#take();
    if (kind !== 'word' && kind !== 'quoted') throw syntaxError('The query has an alias that is no name.');
    return value;
  }

  #limit(): number {
    const { kind, value } = this.#take();
    if (kind === 'number' && Number.isInteger(Number(value)) && Number(value) >= 1) return Number(value);
    throw selectFail('SqlInvalidLimitValue', 'The limit is no number from 1 on.');
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#takes('or')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.#takes('and')) left = { kind: 'and', left, right: this.#not() };
    return left;
  }

  #not(): Expression {
    return this.#takes('not') ? { kind: 'not', of: this.#not() } : this.#predicate();
  }

  #predicate(): Expression {
    const left = this.#sum();
    const mark = comparisons.find((one) => this.#is(one));
    if (mark) {
      this.#at++;
      return { kind: (mark === '<>' ? '!=' : mark) as Comparison, left, right: this.#sum() };
    }
    if (this.#takes('is')) {
      const isNot = this.#takes('not');
      this.#need('null');
      return negated(isNot, { kind: 'null', of: left });
    }
    const isNot = this.#takes('not');
    if (this.#takes('in')) return negated(isNot, { kind: 'in', of: left, values: this.#values() });
    if (this.#takes('like')) return negated(isNot, { kind: 'like', of: left, pattern: this.#pattern() });
    if (this.#takes('between')) {
      const low = this.#sum();
      this.#need('and');
      return negated(isNot, { kind: 'between', of: left, low, high: this.#sum() });
    }
    if (isNot) throw this.#unexpected();
    return left;
  }

  #values(): readonly Expression[] {
    this.#need('(');
    const values = [this.#sum()];
    while (this.#takes(',')) values.push(this.#sum());
    this.#need(')');
    if (values.length > maxInCount) throw selectFail('SqlExceedsMaxInCount', 'IN has more than 1024 values.');
    return values;
  }

  #pattern(): RegExp {
    const { kind, value } = this.#take();
    if (kind !== 'text') throw selectFail('SqlInvalidLikeOperand', 'LIKE needs a text on its right.');
    return likePattern(value, this.#takes('escape') ? this.#escapeMark() : undefined);
  }

  #escapeMark(): string {
    const { kind, value } = this.#next;
    if (kind !== 'text') throw this.#unexpected();
    this.#at++;
    return value;
  }

  #sum(): Expression {
    let left = this.#product();
    for (const kind of this.#each(['+', '-', '||'] as const)) left = { kind, left, right: this.#product() };
    return left;
  }

  #product(): Expression {
    let left = this.#primary();
    for (const kind of this.#each(['*', '/', '%'] as const)) left = { kind, left, right: this.#primary() };
    return left;
  }

  *#each<Mark extends string>(marks: readonly Mark[]): Generator<Mark> {
    for (let mark = marks.find((one) => this.#takes(one)); mark; mark = marks.find((one) => this.#takes(one)))
      yield mark;
  }

  #primary(): Expression {
    if (this.#takes('(')) {
      const inside = this.#or();
      this.#need(')');
      return inside;
    }
    if (this.#takes('-')) return { kind: '-', left: { kind: 'literal', value: 0 }, right: this.#primary() };
    const { kind, value } = this.#next;
    if (kind === 'number' || kind === 'text') {
      this.#at++;
      return { kind: 'literal', value: kind === 'number' ? Number(value) : value };
    }
    if (this.#takes('true')) return { kind: 'literal', value: true };
    if (this.#takes('false')) return { kind: 'literal', value: false };
    if (this.#is('cast') && this.#tokens[this.#at + 1]?.value === '(') return this.#cast();
    if (kind !== 'word' && kind !== 'quoted') throw this.#unexpected();
    this.#at++;
    return { kind: 'column', name: value, steps: this.#steps() };
  }

  #cast(): Expression {
    this.#at += 2;
    const of = this.#sum();
    this.#need('as');
    const to = castTypes[this.#take().value.toLowerCase()];
    if (!to) throw syntaxError('The query casts to an unknown type.');
    if (this.#takes('format'))
      throw selectFail('SqlNotSupportedTimestampFormat', 'mock: formats of timestamps are not emulated');
    this.#need(')');
    return { kind: 'cast', of, to };
  }

  #steps(): readonly PathStep[] {
    const steps: PathStep[] = [];
    while (this.#is('.') || this.#is('['))
      steps.push(this.#take().value === '.' ? this.#key() : this.#bracket());
    return steps;
  }

  #key(): PathStep {
    if (this.#takes('*')) return { kind: 'any' };
    const { kind, value } = this.#take();
    if (kind === 'mark' || kind === 'end') throw syntaxError('The query has a path without a key.');
    return { kind: 'key', key: value };
  }

  #bracket(): PathStep {
    if (this.#is('-')) throw selectFail('NegativeRowIndex', 'The query has a negative index.');
    const { kind, value } = this.#take();
    this.#need(']');
    if (kind === 'mark' && value === '*') return { kind: 'any' };
    if (kind === 'number') return { kind: 'index', index: Number(value) };
    if (kind === 'text' || kind === 'quoted') return { kind: 'key', key: value };
    throw syntaxError('The query has an index that is neither a number, a key nor *.');
  }
}

const negated = (isNot: boolean, of: Expression): Expression => (isNot ? { kind: 'not', of } : of);
