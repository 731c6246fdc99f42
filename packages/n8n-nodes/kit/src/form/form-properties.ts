import type { INodeProperties } from 'n8n-workflow';
import {
  commonOptionsFor,
  inputFields,
  lookOrWaitField,
  optionsField,
  outputFields,
  outputOptions,
  waitField,
  waitOptions,
} from '../fields.ts';
import { priceNotice } from '../price-notice.ts';
import { coreOf, makesFiles, sourceFieldsOf } from './core-operation.ts';
import { choiceProperty, propertiesOf } from './field-property.ts';
import { type FormFields, fieldsIn, isField, labelsOf } from './form-fields.ts';
import type { OperationForm } from './operation-form.ts';

/** All that n8n shows for an operation. */
export function formProperties(
  form: OperationForm,
  fields: FormFields,
  itemsAtOnce: number,
): INodeProperties[] {
  const core = coreOf(form.core);
  const { wait = core.wait, earlier, urlHint, extra = [], variant } = form;
  const source = sourceFieldsOf(core);
  const isPaid = core.cost !== 'free';
  const hasFiles = makesFiles(core);
  const all = fieldsIn(fields);
  const main = fields.main.flatMap((one) => (isField(one) ? propertiesOf(one, all) : [choiceProperty(one)]));
  const waits = hasFiles && wait !== undefined;
  const canWait = [isPaid ? waitField('callback_url' in core.input.entries) : lookOrWaitField];
  return [
    ...(isPaid ? [priceNotice(core.cost, labelsOf(fields))] : []),
    ...(source ? inputFields({ vendor: core.vendor, source, earlier, urlHint }) : []),
    ...main,
    ...(waits ? canWait : []),
    ...(hasFiles ? outputFields(waits && isPaid) : []),
    optionsField(
      commonOptionsFor(itemsAtOnce),
      hasFiles ? outputOptions(core.vendor) : [],
      waits ? waitOptions(isPaid ? wait : { ...wait, firstMs: 0 }) : [],
      variant ? [variant.option] : [],
      extra,
      fields.options.flatMap((field) => propertiesOf(field, all)),
    ),
  ];
}
