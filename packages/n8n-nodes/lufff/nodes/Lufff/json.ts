import type { IDataObject } from 'n8n-workflow';

/** Leaves out what is undefined. */
export const defined = (fields: Readonly<Record<string, unknown>>): IDataObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as IDataObject;
