import type { INodeProperties } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { startToy } from './helpers/toy-node.ts';

const { properties } = startToy();
const of = (operation: string) =>
  properties.filter(({ displayOptions }) => displayOptions?.show?.operation?.includes(operation));
const named = (name: string, operation = 'cutOut') => of(operation).filter((field) => field.name === name);
const options = (operation = 'cutOut') => named('options', operation)[0]?.options as INodeProperties[];

describe('a form', () => {
  it('begins with resource and operation', () => {
    expect(properties.slice(0, 2).map(({ name }) => name)).toEqual(['resource', 'operation']);
    expect(properties[1]?.options).toMatchObject([
      { name: 'Cut Out', value: 'cutOut', action: 'Cut out an image', description: 'Cut something out' },
      { value: 'getResult' },
      { value: 'list' },
    ]);
  });

  it('takes types, limits, values, defaults and descriptions from core', () => {
    expect(named('kind')).toMatchObject([
      { displayName: 'Subject', type: 'options', default: '', description: 'What to keep' },
    ]);
    expect(named('factor')[0]).toMatchObject({
      default: 2,
      options: [{ value: 1 }, { value: 2 }, { value: 4 }],
    });
    const quality = options().find(({ name }) => name === 'quality');
    expect(quality).toMatchObject({ type: 'number', typeOptions: { minValue: 1, maxValue: 100 } });
  });

  it('offers each field of the input once, and neither files nor URLs by their names', () => {
    const names = [...of('cutOut'), ...options()].map(({ name }) => name);
    for (const name of ['kind', 'factor', 'crop', 'quality', 'color', 'tags', 'mask_file', 'rectangles'])
      expect(names.filter((one) => one === name)).toEqual([name]);
    for (const name of ['image_file', 'image_url', 'earlier_id']) expect(names).not.toContain(name);
  });

  it('makes a switch of a flag, and says what it costs', () => {
    const crop = options().find(({ name }) => name === 'crop');
    expect(crop).toMatchObject({ type: 'boolean', default: false });
    expect(crop?.description).toMatch(/^Whether to cut off the border.*3 credits/);
    expect(named('priceNotice')[0]?.displayName).toMatch(/2 credits.*3 credits more/);
    expect(named('priceNotice', 'getResult')).toEqual([]);
  });

  it('begins with files, and in a tool of an agent with URLs in and out', () => {
    const tool = (field: INodeProperties) => Boolean(field.displayOptions?.show?.['@tool']);
    for (const [name, usual] of [
      ['inputSource', 'binary'],
      ['output', 'both'],
    ] as const) {
      const fields = named(name);
      expect(fields.filter((field) => !tool(field)).map((field) => field.default)).toEqual([usual]);
      expect(fields.filter(tool).map((field) => field.default)).toEqual(['url']);
    }
  });

  it('lets the user choose among alternatives, and requires the chosen one', () => {
    expect(named('area')[0]).toMatchObject({ default: 'rectangles', noDataExpression: true });
    expect(named('rectangles')[0]).toMatchObject({
      type: 'fixedCollection',
      default: {},
      required: true,
      displayOptions: { show: { area: ['rectangles'] } },
    });
    expect(named('mask_file')[0]).toMatchObject({ required: true, type: 'string' });
  });

  it('shows a field only with the value of another one that it belongs to', () => {
    const quality = options().find(({ name }) => name === 'quality');
    expect(quality?.displayOptions?.show).toMatchObject({ kind: ['object'] });
  });

  it('has the same words for waiting wherever there is a result to wait for', () => {
    const choices = (operation: string) => named('waitMode', operation)[0]?.options?.map(({ name }) => name);
    expect(choices('cutOut')).toEqual(['Wait', 'Submit Only']);
    expect(choices('getResult')).toEqual(['Wait', 'Look Once']);
    expect(choices('list')).toBeUndefined();
  });

  it('sorts the options', () => {
    const labels = options().map(({ displayName }) => displayName);
    expect(labels).toEqual(labels.toSorted((a, b) => a.localeCompare(b, 'en')));
  });
});
