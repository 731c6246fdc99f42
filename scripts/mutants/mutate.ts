import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';

/** One change of one mock's source. */
export interface Mutant {
  /** Its place in the list of all mutants of the vendor. */
  readonly id: number;
  readonly vendor: string;
  /** Below the root of the repository. */
  readonly file: string;
  readonly line: number;
  /** What kind of behavior it changes. */
  readonly kind: 'number' | 'field' | 'comparison' | 'condition' | 'sign' | 'flag' | 'text' | 'check';
  /** Start and end of the node that is changed. */
  readonly range: readonly [number, number];
  readonly before: string;
  readonly after: string;
}

export const vendors = ['fangtang', 'lufff', 'picwish', 'picwish-web', 'aliyun-oss'] as const;

/** Tables of words, code that draws pictures, and accounts of the control API: no behavior of a vendor. */
const leftOut =
  /\/(image\/.*|process-object|accounts|evidence|triggers|rendering|documents|zip|fangtang\/files|tool-.*|tools|id-photo|ads|index)\.ts$/;

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

/** All changes of a vendor's mock, in the order of its files. */
export function mutantsOf(vendor: string): Mutant[] {
  const mutants = globSync(`packages/mock-vendors/src/vendors/${vendor}/**/*.ts`)
    .sort()
    .filter((file) => !leftOut.test(file))
    .flatMap((file) => mutantsIn(vendor, file));
  return mutants.map((mutant, id) => ({ ...mutant, id }));
}

/** So many of them, drawn by a seed. */
export function drawn(mutants: readonly Mutant[], count: number, seed: string): Mutant[] {
  const rank = ({ vendor, id }: Mutant) =>
    createHash('sha256').update(`${seed} ${vendor} ${id}`).digest('hex');
  return mutants
    .map((mutant) => ({ mutant, key: rank(mutant) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, count)
    .map(({ mutant }) => mutant);
}

/** Types and imports do nothing when the program runs. */
export const isErased = (node: ts.Node): boolean =>
  ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node);

function mutantsIn(vendor: string, file: string): Omit<Mutant, 'id'>[] {
  const text = readFileSync(file, 'utf8');
  const parsed = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Omit<Mutant, 'id'>[] = [];
  const visit = (node: ts.Node): void => {
    if (isErased(node)) return;
    const range = [node.getStart(), node.getEnd()] as const;
    const line = parsed.getLineAndCharacterOfPosition(range[0]).line + 1;
    for (const change of changesOf(node))
      found.push({ vendor, file, line, range, before: node.getText(), ...change });
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
  if (ts.isStringLiteral(node) && isValue(node))
    return [{ kind: 'text', after: JSON.stringify(`${node.text}x`) }];
  if (ts.isBinaryExpression(node)) return binaryChanges(node);
  if (ts.isThrowStatement(node)) return [{ kind: 'check', after: ';' }];
  if (ts.isExpression(node) && isCondition(node))
    return [{ kind: 'condition', after: `!(${node.getText()})` }];
  return fieldChanges(node);
}

const isCondition = (node: ts.Node): boolean =>
  (ts.isIfStatement(node.parent) && node.parent.expression === node) ||
  (ts.isConditionalExpression(node.parent) && node.parent.condition === node);

function binaryChanges(node: ts.BinaryExpression): Change[] {
  const { left, operatorToken, right } = node;
  const operator = operatorToken.getText();
  const kind = comparisons.has(operator) ? 'comparison' : 'sign';
  const other = comparisons.get(operator) ?? signs.get(operator);
  const changes: Change[] =
    other === undefined ? [] : [{ kind, after: `${left.getText()} ${other} ${right.getText()}` }];
  // The negation of an equality is the other equality.
  if (isCondition(node) && !/^[=!]==$/.test(operator))
    changes.push({ kind: 'condition', after: `!(${node.getText()})` });
  return changes;
}

/** Not one that a type or another literal refers to, nor one that is for readers of core's errors. */
const isValue = (node: ts.StringLiteral): boolean =>
  ts.isPropertyAssignment(node.parent) &&
  node.parent.initializer === node &&
  !/^(hint|kind|name)$/.test(node.parent.name.getText());

const wireName =
  /^[a-z]+_[a-z_]+$|^(code|data|msg|message|status|state|progress|mdf|mdfs|url|image|nums|credit|list)$/;

/** Fields in the vendors' own spelling are what an answer has; OSS writes them with a capital. */
function fieldChanges(node: ts.Node): Change[] {
  if (!ts.isPropertyAssignment(node) && !ts.isShorthandPropertyAssignment(node)) return [];
  const name = node.name.getText();
  if (!wireName.test(name) && !/^[A-Z][A-Za-z]+$/.test(name)) return [];
  const value = ts.isPropertyAssignment(node) ? node.initializer.getText() : name;
  return [{ kind: 'field', after: `${name}_: ${value}` }];
}
