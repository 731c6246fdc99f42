import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Choice, FormField } from './form-fields.ts';

type Show = Readonly<Record<string, readonly string[]>>;

/** The value of a list that stands for the color in the field below it. */
export const ownColor = 'color';
export const colorParameter = (parameter: string): string => `${parameter}Color`;

/** A field as n8n shows it: mostly one property, and two for a list that offers a color. */
export function propertiesOf(field: FormField, fields: readonly FormField[]): INodeProperties[] {
  const { parameter, label, isOption, shape, words } = field;
  const show = showOf(field, fields);
  const property: INodeProperties = {
    displayName: label,
    name: parameter,
    ...kindOf(field),
    ...((shape.isRequired || field.chosenIn) && !isOption && hasEmptyDefault(field) && { required: true }),
    ...(Object.keys(show).length > 0 && { displayOptions: { show: mutable(show) } }),
    description: descriptionOf(field),
    ...(words.example !== undefined && { placeholder: `e.g. ${words.example}` }),
  };
  if (!words.color || !words.values) return [property];
  const own: INodeProperties = {
    displayName: label.replace(/( Color)?$/, ' Color'),
    name: colorParameter(parameter),
    type: 'color',
    default: '#ffffff',
    displayOptions: { show: mutable({ ...show, [parameter]: [ownColor] }) },
    description: 'Color behind the subject',
  };
  return [property, own];
}

/** The choice between several fields. */
export const choiceProperty = ({ parameter, label, description, of }: Choice): INodeProperties => {
  const options = Object.entries(of).map(([value, name]) => ({ name, value }));
  return withDefault(
    { displayName: label, name: parameter, type: 'options', noDataExpression: true, options, description },
    options[0]?.value,
  );
};

/** Apart from the literal, where n8n's linter would want it sorted. */
const withDefault = (property: Omit<INodeProperties, 'default'>, value: unknown): INodeProperties => ({
  ...property,
  default: value as string,
});

function showOf({ chosenIn, name, words: { when } }: FormField, fields: readonly FormField[]): Show {
  const other = fields.find((field) => field.name === when?.field);
  return {
    ...(chosenIn !== undefined && { [chosenIn]: [name] }),
    ...(when && other && { [other.parameter]: when.is }),
  };
}

const mutable = (show: Show): Record<string, string[]> =>
  Object.fromEntries(Object.entries(show).map(([name, values]) => [name, [...values]]));

const hasEmptyDefault = ({ shape, words }: FormField): boolean =>
  !words.mayBeEmpty && shape.default === undefined && words.default === undefined && shape.kind !== 'number';

function descriptionOf({ shape, words, credits }: FormField): string {
  // Core describes a flag by what 1 does, and a choice by its numbers, which the list has names for.
  const usual = shape.description.replace(/^1: /, 'Whether to ').replace(/: \d .*$/, '');
  const text = words.description ?? usual;
  return credits > 0 ? `${text}. Costs ${credits} credits more.` : text;
}

type Kind = Pick<INodeProperties, 'type' | 'default' | 'options' | 'typeOptions' | 'placeholder'>;

function kindOf(field: FormField): Kind {
  const { shape, words } = field;
  if (words.values) return listOf(field, words.values);
  if (words.color) return { type: 'color', default: words.default?.toString() ?? '#ffffff' };
  const usual = words.default ?? shape.default;
  switch (shape.kind) {
    case 'flag':
    case 'boolean':
      return { type: 'boolean', default: usual === 1 || usual === true };
    case 'choice':
      return listOf(field, Object.fromEntries(shape.values.map((value) => [value, titled(value)])));
    case 'number':
      return numberOf(field, usual);
    case 'rectangles':
      return rectangles();
    default:
      return {
        type: 'string',
        default: usual?.toString() ?? '',
        ...(words.isSecret && { typeOptions: { password: true } }),
      };
  }
}

const titled = (value: string | number): string =>
  String(value).replace(/^[a-z]/, (letter) => letter.toUpperCase());

const numberOf = ({ shape: { min, max, isWhole } }: FormField, usual: unknown): Kind => ({
  type: 'number',
  typeOptions: {
    ...(min !== undefined && { minValue: min }),
    ...(max !== undefined && max < Number.MAX_SAFE_INTEGER && { maxValue: max }),
    ...(!isWhole && { numberPrecision: 2 }),
  },
  default: typeof usual === 'number' ? usual : (min ?? 0),
});

function listOf({ shape, words }: FormField, names: Readonly<Record<string, string>>): Kind {
  const isNumeric = shape.kind === 'flag' || typeof shape.values[0] === 'number' || shape.kind === 'number';
  const options: INodePropertyOptions[] = Object.entries(names).map(([value, name]) => ({
    name,
    value: isNumeric && value !== '' ? Number(value) : value,
  }));
  if (shape.kind === 'texts')
    return { type: 'multiOptions', default: [...((words.default as string[] | undefined) ?? [])], options };
  const preset = words.default ?? shape.default;
  const isOpen = preset === undefined && !shape.isRequired && !('' in names);
  const all = [
    ...(isOpen ? [{ name: 'Automatic', value: '' }] : []),
    ...options,
    ...(words.color ? [{ name: 'Color', value: ownColor }] : []),
  ];
  const [first] = all;
  return { type: 'options', default: (preset as string | undefined) ?? first?.value ?? '', options: all };
}

function rectangles(): Kind {
  const side = (displayName: string, name: string, min: number): INodeProperties => ({
    displayName,
    name,
    type: 'number',
    typeOptions: { minValue: min },
    default: min,
  });
  const values = [
    side('X', 'x', 0),
    side('Y', 'y', 0),
    side('Width', 'width', 1),
    side('Height', 'height', 1),
  ];
  return {
    type: 'fixedCollection',
    typeOptions: { multipleValues: true },
    default: {},
    placeholder: 'Add Rectangle',
    options: [{ displayName: 'Rectangle', name: 'rectangle', values }],
  };
}
