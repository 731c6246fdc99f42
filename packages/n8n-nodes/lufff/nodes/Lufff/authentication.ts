import type { INodeProperties } from 'n8n-workflow';

/** n8n's editor shows it as the type of the credential. Last, so that resource and operation come first. */
export const authentication: INodeProperties = {
  displayName: 'Authentication',
  name: 'authentication',
  type: 'options',
  noDataExpression: true,
  default: 'account',
  options: [
    { name: 'Account', value: 'account', description: 'Of a phone number, with a customer ID and a token' },
    { name: 'UUID', value: 'uuid', description: 'A text of your own, without a phone number' },
  ],
};
