import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { startOss } from './helpers/aliyun-oss.ts';
import { photo, startFangtang } from './helpers/fangtang.ts';
import { startLufff } from './helpers/lufff.ts';
import { startPicwish } from './helpers/picwish.ts';

const labs = [
  { node: 'picwish', open: () => startPicwish() },
  { node: 'fangtang', open: () => startFangtang() },
  { node: 'lufff', open: () => startLufff() },
  { node: 'aliyun-oss', open: () => startOss() },
];
const mistakes = ['={{ $json.none }}', '={{ 7 }}'];
const inCode = /Cannot read properties|is not a function|is not iterable/;

describe.each(labs)('when an expression of the $node node goes wrong', ({ node, open }) => {
  it.each(mistakes)('the error, if there is one, is in words: %s', { timeout: 60_000 }, async (mistake) => {
    const lab = await open();
    const { properties } = lab.engine.nodeType(`n8n-nodes-${node}.${camelCased(node)}`).description;
    for (const { place, required, name, isOption } of fieldsOf(properties)) {
      const options = { waitLimit: 0.1, ...(isOption && { [name]: mistake }) };
      const parameters = { ...required, ...place, ...(!isOption && { [name]: mistake }), options };
      const { error } = await lab.run({ parameters, items: [photo(10)] });
      expect
        .soft(`${error?.message} ${error?.description}`, `${place.operation}.${name}`)
        .not.toMatch(inCode);
    }
  });
});

const camelCased = (name: string): string =>
  name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Each field of each operation that takes an expression, with what else the operation needs. */
function fieldsOf(properties: readonly INodeProperties[]) {
  const placeOf = ({ displayOptions }: INodeProperties) => ({
    resource: displayOptions?.show?.resource?.[0] as string,
    operation: displayOptions?.show?.operation?.[0] as string,
  });
  // A field may be shown only for a choice in another one.
  const othersOf = ({ displayOptions }: INodeProperties): IDataObject =>
    Object.fromEntries(
      Object.entries(displayOptions?.show ?? {}).map(([name, values]) => [name, values?.[0] as string]),
    );
  const ofOperations = properties.filter(({ displayOptions }) => displayOptions?.show?.operation);
  const byOperation = Map.groupBy(ofOperations, (property) => Object.values(placeOf(property)).join('.'));
  return [...byOperation.values()].flatMap((group) => {
    const empty = group.filter(({ required, default: value }) => required && value === '');
    const required: IDataObject = Object.fromEntries(empty.map(({ name }) => [name, '1']));
    return group.flatMap((property) => {
      const isOption = property.type === 'collection';
      const fields = isOption ? (property.options as INodeProperties[]) : [property];
      return fields
        .filter(({ noDataExpression }) => !noDataExpression)
        .map(({ name }) => ({
          place: { ...othersOf(property), ...placeOf(property) },
          required,
          name,
          isOption,
        }));
    });
  });
}
