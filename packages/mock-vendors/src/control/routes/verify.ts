import * as v from 'valibot';
import type { MockVendor } from '../../engine/mock-vendor.ts';
import { documentedIn } from '../../engine/names.ts';
import type { World } from '../../world/world.ts';
import { BadRequest, count, fields, flag, text } from '../check.ts';
import { type CallMatch, expectCalls } from '../expect-calls.ts';
import { checkNames } from '../find.ts';
import { type ControlRoute, route } from '../route.ts';

type Pattern = { readonly pattern: string };

const isPattern = (given: unknown): given is Pattern =>
  typeof given === 'object' && given !== null && 'pattern' in given;

function isRegExp({ pattern }: Pattern): boolean {
  try {
    return new RegExp(pattern) !== undefined;
  } catch {
    return false;
  }
}

const field = v.pipe(
  v.unknown(),
  v.check((given) => !isPattern(given) || isRegExp(given), 'give a regular expression as the pattern'),
  v.transform((given) => (isPattern(given) ? new RegExp(given.pattern) : given)),
  v.description('A text, a list, parts of an object such as {"size": 305}, or {"pattern": "^re"}'),
);

const call = fields({
  vendor: v.optional(text),
  endpoint: v.optional(text),
  method: v.optional(text),
  account: v.optional(text),
  error: v.optional(text),
  status: v.optional(count(0, 599)),
  fields: v.optional(v.record(v.string(), field, 'give an object with fields')),
  times: v.optional(count()),
});

const expectation = v.pipe(
  fields({
    calls: v.optional(v.array(call, 'give a list of calls'), []),
    inOrder: v.optional(flag, false),
    allKnown: v.optional(flag, false),
    faultsFired: v.optional(flag, false),
  }),
  v.check(
    ({ calls, inOrder, allKnown, faultsFired }) =>
      calls.length > 0 || (!inOrder && (allKnown || faultsFired)),
    'give calls, allKnown or faultsFired, so that something is verified',
  ),
);

type Expectation = v.InferOutput<typeof expectation>;

export const verifyRoutes: readonly ControlRoute[] = [
  route({
    ...{ method: 'POST', path: '/verify', tag: 'Journal' },
    summary:
      'Whether these calls were made, `times` often (0: never; left out: once or more); answers 409 with the list of calls if not',
    body: expectation,
    example: { calls: [{ vendor: 'fangtang', endpoint: 'status', times: 3 }], allKnown: true },
    run: ({ world, context, body }) => {
      for (const [i, one] of body.calls.entries())
        checkNames(context.vendors, documentedIn(one), ['calls', i]);
      const wrong = checksOf(world, body, context.vendors).flatMap(messageOf);
      if (wrong.length > 0) throw new BadRequest(wrong.join('\n'), 409);
      return { ok: true };
    },
  }),
];

function checksOf(
  world: World,
  { calls, inOrder, allKnown, faultsFired }: Expectation,
  vendors: readonly MockVendor[],
): (() => unknown)[] {
  const expected = expectCalls(world, vendors);
  const matches = calls.map(({ times: _, ...match }) => match as CallMatch);
  return [
    ...calls.map(({ times }, i) => () => {
      const match = matches[i] as CallMatch;
      return times === 0 ? expected.never(match) : expected.called(match, times);
    }),
    ...(inOrder ? [() => expected.inOrder(...matches)] : []),
    ...(allKnown ? [() => expected.allKnown()] : []),
    ...(faultsFired ? [() => world.faults.expectFired()] : []),
  ];
}

function messageOf(checkIt: () => unknown): string[] {
  try {
    checkIt();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}
