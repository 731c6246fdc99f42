import ts from 'typescript';
import { isErased, type Mutant } from './mutate.ts';

/**
 * A file in which each mutant stands beside the original, behind `mutant(id)`: so all mutants of a vendor are loaded once,
 * and which of them is active is decided while the tests run.
 */
export function instrument(text: string, mutants: readonly Mutant[]): string {
  const parsed = ts.createSourceFile('instrumented.ts', text, ts.ScriptTarget.Latest, true);
  const byRange = Map.groupBy(mutants, ({ range }) => range.join(' '));
  const rewritten = (node: ts.Node): string => {
    if (isErased(node)) return node.getText();
    let result = '';
    let at = node.getStart();
    ts.forEachChild(node, (child) => {
      result += text.slice(at, child.getStart()) + rewritten(child);
      at = child.getEnd();
    });
    const own = byRange.get(`${node.getStart()} ${node.getEnd()}`) ?? [];
    return switched(node, result + text.slice(at, node.getEnd()), own);
  };
  return rewritten(parsed);
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
