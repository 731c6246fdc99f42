import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';

/** One change of one mock's source. */
export interface Mutant {
  readonly vendor: string;
  /** Below the root of the repository. */
  readonly file: string;
  readonly line: number;
  /** What kind of behavior it changes. */
  readonly kind: 'number' | 'field' | 'comparison' | 'condition' | 'sign' | 'flag' | 'text' | 'check';
  readonly before: string;
  readonly after: string;
  /** The whole file with the change. */
  readonly source: string;
}

export const vendors = ['fangtang', 'picwish', 'picwish-web', 'lufff'] as const;

/** Tables of words, and code that draws pictures: what they decide is no behavior of a vendor. */
const leftOut = /(evidence|triggers|rendering|documents|zip|files|tool-.*|tools|id-photo|ads|index)\.ts$/;

const comparisons = new Map([
  ['<', '<='],
  ['<=', '<'],
  ['>', '>='],
  ['>=', '>'],
  ['===', '!=='],
  ['!==', '==='],
  ['&&', '||'],
  ['||', '&&'],
]);
const signs = new Map([
  ['+=', '-='],
  ['-=', '+='],
  ['+', '-'],
  ['-', '+'],
]);

type Change = Pick<Mutant, 'kind' | 'after'>;

/** All changes of the vendors' mocks, in an order that a seed decides. */
export function allMutants(seed: string): Mutant[] {
  const mutants = vendors.flatMap((vendor) =>
    globSync(`packages/mock-vendors/src/vendors/${vendor}/*.ts`)
      .filter((file) => !leftOut.test(file))
      .flatMap((file) => mutantsOf(vendor, file)),
  );
  const rank = ({ file, line, before, after }: Mutant) =>
    createHash('sha256').update([seed, file, line, before, after].join('\n')).digest('hex');
  return mutants
    .map((mutant) => ({ mutant, key: rank(mutant) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ mutant }) => mutant);
}

function mutantsOf(vendor: string, file: string): Mutant[] {
  const text = readFileSync(file, 'utf8');
  const parsed = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Mutant[] = [];
  const visit = (node: ts.Node): void => {
    // Types and imports do nothing when the program runs.
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    for (const { kind, after } of changesOf(node)) {
      const [start, end] = [node.getStart(), node.getEnd()];
      found.push({
        vendor,
        file,
        line: parsed.getLineAndCharacterOfPosition(start).line + 1,
        kind,
        before: text.slice(start, end),
        after,
        source: text.slice(0, start) + after + text.slice(end),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return found;
}

function changesOf(node: ts.Node): Change[] {
  if (ts.isNumericLiteral(node))
    return [{ kind: 'number', after: String(Number(node.text.replaceAll('_', '')) + 1) }];
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [{ kind: 'flag', after: 'false' }];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [{ kind: 'flag', after: 'true' }];
  if (ts.isStringLiteral(node) && isValue(node)) return [{ kind: 'text', after: `'${node.text}x'` }];
  if (ts.isToken(node)) return tokenChanges(node.getText());
  if (ts.isThrowStatement(node)) return [{ kind: 'check', after: ';' }];
  if (ts.isIfStatement(node)) return [];
  if (ts.isExpression(node) && ts.isIfStatement(node.parent) && node.parent.expression === node)
    return [{ kind: 'condition', after: `!(${node.getText()})` }];
  return fieldChanges(node);
}

function tokenChanges(token: string): Change[] {
  const comparison = comparisons.get(token);
  if (comparison !== undefined) return [{ kind: 'comparison', after: comparison }];
  const sign = signs.get(token);
  return sign === undefined ? [] : [{ kind: 'sign', after: sign }];
}

/** Not one that a type or another literal refers to. */
const isValue = (node: ts.StringLiteral): boolean =>
  ts.isPropertyAssignment(node.parent) && node.parent.initializer === node;

/** Fields in the vendors' own spelling are what an answer has. */
function fieldChanges(node: ts.Node): Change[] {
  if (!ts.isPropertyAssignment(node) && !ts.isShorthandPropertyAssignment(node)) return [];
  const name = node.name.getText();
  const isWire =
    /^[a-z]+_[a-z_]+$|^(code|data|msg|message|status|state|progress|mdf|mdfs|url|image|nums|credit|list)$/.test(
      name,
    );
  if (!isWire) return [];
  const value = ts.isPropertyAssignment(node) ? node.initializer.getText() : name;
  return [{ kind: 'field', after: `${name}_: ${value}` }];
}
