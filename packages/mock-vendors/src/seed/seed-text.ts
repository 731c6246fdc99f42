import { isNode, LineCounter, parseDocument } from 'yaml';
import { BadRequest, type InputProblem } from '../control/check.ts';
import type { MockVendor } from '../engine/mock-vendor.ts';
import { readSeed } from './seed.ts';

/** Reads a seed in YAML or JSON, which is YAML too. Errors are reported with line and column. */
export function readSeedText(text: string, vendors: readonly MockVendor[]): ReturnType<typeof readSeed> {
  const lines = new LineCounter();
  // A billion laughs in a seed would be somebody's own, but a seed may also come over HTTP.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) throw located([{ path: [], message: error.message }], () => lines.linePos(error.pos[0]));
  try {
    return readSeed(document.toJS({ maxAliasCount: 100 }), vendors);
  } catch (error) {
    if (!(error instanceof BadRequest)) throw new BadRequest((error as Error).message);
    throw located(error.problems, ({ path }) => lines.linePos(offsetOf(document, path)));
  }
}

interface SourcePosition {
  readonly line: number;
  readonly col: number;
}

function located(
  problems: readonly InputProblem[],
  positionOf: (problem: InputProblem) => SourcePosition,
): BadRequest {
  return new BadRequest(
    problems.map((problem) => {
      const { line, col } = positionOf(problem);
      return { ...problem, line, col };
    }),
  );
}

/** Where the thing at a path begins, or the innermost around it that is there. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: InputProblem['path']): number {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
