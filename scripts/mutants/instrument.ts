import ts from 'typescript';
import { isErased, type Mutant } from './mutate.ts';

/**
 * A file in which each mutant stands beside the original, behind `mutant(id)`: so all mutants of a vendor are loaded once,
 * and which of them is active is decided while the tests run.
 */
export function instrument(text: string, mutants: readonly Mutant[]): string {
  const parsed = ts.createSourceFile('instrumented.ts', text, ts.ScriptTarget.Latest, true);
  const byRange = Map.groupBy(mutants, ({ range }) => range.join(' '));
  const at = (node: ts.Node) => byRange.get(`${node.getStart()} ${node.getEnd()}`) ?? [];
  const within = (node: ts.Node): readonly Mutant[] => {
    const inner: Mutant[] = [];
    ts.forEachChild(node, (child) => void inner.push(...within(child)));
    return [...at(node), ...inner];
  };
  const rewritten = (node: ts.Node): string => {
    if (isErased(node)) return node.getText();
    if (isTableEntry(node, at(node).length > 0))
      return getter(node, rewritten(node.initializer), [...at(node), ...within(node.name)]);
    let result = '';
    let end = node.getStart();
    ts.forEachChild(node, (child) => {
      result += text.slice(end, child.getStart()) + rewritten(child);
      end = child.getEnd();
    });
    return switched(node, result + text.slice(end, node.getEnd()), at(node));
  };
  return rewritten(parsed);
}

/**
 * An entry of a table of a module that is a literal or may be renamed. As a getter it is read when the program uses it, and not
 * while the module loads, so that a test sees the mutant that is active.
 */
const isTableEntry = (node: ts.Node, isRenamed: boolean): node is ts.PropertyAssignment =>
  ts.isPropertyAssignment(node) &&
  (!ts.isComputedPropertyName(node.name) || isLiteral(node.name.expression)) &&
  (isRenamed || isLiteral(node.initializer)) &&
  ts.findAncestor(node, ts.isFunctionLike) === undefined;

function isLiteral(node: ts.Expression): boolean {
  if (ts.isBinaryExpression(node)) return isLiteral(node.left) && isLiteral(node.right);
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isLiteral);
  if (ts.isPrefixUnaryExpression(node)) return isLiteral(node.operand);
  const { TrueKeyword, FalseKeyword } = ts.SyntaxKind;
  return ts.isLiteralExpression(node) || node.kind === TrueKeyword || node.kind === FalseKeyword;
}

/** Who reads an entry under a name that was changed finds nothing. */
function getter({ name }: ts.PropertyAssignment, value: string, renamings: readonly Mutant[]): string {
  const chosen = renamings.reduce((rest, { id }) => `mutant(${id}) ? undefined : ${rest}`, value);
  return `get ${name.getText()}() { return ${chosen}; }`;
}

function switched(node: ts.Node, text: string, mutants: readonly Mutant[]): string {
  const [first] = mutants;
  if (first === undefined) return text;
  if (ts.isThrowStatement(node)) return `{ if (!mutant(${first.id})) ${text} }`;
  if (ts.isPropertyAssignment(node)) return renamed(first, node.name, text.slice(node.name.getText().length));
  if (ts.isShorthandPropertyAssignment(node)) return renamed(first, node.name, `: ${node.name.getText()}`);
  if (!ts.isExpression(node)) return text;
  const choice = mutants.reduceRight(
    (rest, { id, after }) => `mutant(${id}) ? (${after}) : ${rest}`,
    `(${text})`,
  );
  return ts.isPropertyAssignment(node.parent) && node.parent.name === node ? `[${choice}]` : `(${choice})`;
}

const renamed = ({ id }: Mutant, name: ts.PropertyName, rest: string): string =>
  `[mutant(${id}) ? '${name.getText()}_' : '${name.getText()}']${rest}`;
