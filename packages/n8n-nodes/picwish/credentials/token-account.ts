import { createHash } from 'node:crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** The account that a login was for. n8n keeps a token when what is entered beside it is changed. */
export const accountOf = (values: ICredentialDataDecryptedObject): string => {
  const { telephone, password, countryCode, baseUrl } = values;
  const entered = JSON.stringify([telephone, password, countryCode, baseUrl]);
  return createHash('sha256').update(entered).digest('hex');
};

export const hasOwnToken = (values: ICredentialDataDecryptedObject): boolean =>
  values.token !== '' && values.tokenAccount === accountOf(values);
