export interface JunitCase {
  readonly className: string;
  readonly name: string;
  readonly seconds?: number;
  readonly failures?: readonly { readonly type: string; readonly message: string }[];
  /** Why it was not run. */
  readonly skipped?: string;
}

export interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
  readonly tookMs: number;
}

/** A report that CI servers show. */
export function renderSuite({ name, cases, tookMs }: JunitSuite): string {
  const failures = cases.filter((one) => (one.failures ?? []).length > 0).length;
  const skipped = cases.filter((one) => one.skipped !== undefined).length;
  const counts = `tests="${cases.length}" failures="${failures}" skipped="${skipped}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name=${attribute(name)} ${counts} time="${tookMs / 1_000}">
${cases.map(caseOf).join('\n')}
  </testsuite>
</testsuites>
`;
}

function caseOf({ className, name, seconds, failures = [], skipped }: JunitCase): string {
  const inner = failures.map(
    ({ type, message }) => `<failure type=${attribute(type)} message=${attribute(message)}/>`,
  );
  if (skipped !== undefined) inner.push(`<skipped message=${attribute(skipped)}/>`);
  const time = seconds === undefined ? '' : ` time="${seconds}"`;
  return `    <testcase classname=${attribute(className)} name=${attribute(name)}${time}>${inner.join('')}</testcase>`;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Without the control characters that XML has no place for. */
const attribute = (text: string): string =>
  `"${text.replace(/[&<>"]/g, (char) => escapes[char] ?? char).replace(/\p{Cc}/gu, ' ')}"`;
