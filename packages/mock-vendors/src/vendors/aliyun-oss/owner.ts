import { xmlElement, xmlText } from './xml.ts';

/** The one account that all buckets of the emulator belong to. */
export const owner = { id: '1000000000000000', displayName: 'mock' };

export const ownerXml = xmlElement(
  'Owner',
  xmlText('ID', owner.id) + xmlText('DisplayName', owner.displayName),
);
