import type {
  IAuthenticateGeneric,
  ICredentialDataDecryptedObject,
  ICredentialsHelper,
  ICredentialType,
  IHttpRequestHelper,
  IHttpRequestOptions,
  INode,
  IRequestOptionsSimplified,
  Workflow,
} from 'n8n-workflow';
import { n8nCore, n8nWorkflow } from './n8n.ts';

/** Credential data by the name of its type. */
export type CredentialData = Record<string, ICredentialDataDecryptedObject>;

type Find = (typeName: string) => ICredentialType;
type RequestOptions = IHttpRequestOptions | IRequestOptionsSimplified;

/** Does what n8n's server does with credentials, on data in memory instead of a database. */
export class MemoryCredentials extends n8nWorkflow.ICredentialsHelper implements ICredentialsHelper {
  readonly #find: Find;
  readonly #data: CredentialData;

  constructor(find: Find, data: CredentialData) {
    super();
    this.#find = find;
    this.#data = data;
  }

  override async authenticate(
    credentials: ICredentialDataDecryptedObject,
    typeName: string,
    options: RequestOptions,
    workflow?: Workflow,
    node?: INode,
  ): Promise<IHttpRequestOptions> {
    const { authenticate } = this.#find(typeName);
    if (typeof authenticate === 'function')
      return await authenticate(credentials, options as IHttpRequestOptions);
    const resolve = (value: string) =>
      value.startsWith('=') && workflow && node
        ? workflow.expression.getSimpleParameterValue(node, value, 'internal', { $credentials: credentials })
        : value;
    return authenticate ? generic(authenticate, options, resolve) : (options as IHttpRequestOptions);
  }

  /** Gets a token where the type has an expirable one and there is none yet, or n8n found it expired. */
  override async preAuthentication(
    helpers: IHttpRequestHelper,
    credentials: ICredentialDataDecryptedObject,
    typeName: string,
    _node: INode,
    isExpired: boolean,
  ): Promise<ICredentialDataDecryptedObject | undefined> {
    const { properties, preAuthentication } = this.#find(typeName);
    const token = properties.find(({ type, typeOptions }) => type === 'hidden' && typeOptions?.expirable);
    if (!token || !preAuthentication || (credentials[token.name] && !isExpired)) return undefined;
    const fresh = await preAuthentication.call(helpers, credentials);
    Object.assign(this.#data[typeName] ?? {}, fresh);
    return Object.assign(credentials, fresh);
  }

  override async getDecrypted(
    ...[, , typeName]: Parameters<ICredentialsHelper['getDecrypted']>
  ): Promise<ICredentialDataDecryptedObject> {
    const defaults = this.#find(typeName).properties.map(({ name, default: value }) => [name, value]);
    return { ...Object.fromEntries(defaults), ...this.#data[typeName] };
  }

  override async getCredentials(...[details, type]: Parameters<ICredentialsHelper['getCredentials']>) {
    return new n8nCore.Credentials({ id: details.id, name: details.name }, type, '');
  }

  override getCredentialsProperties(typeName: string) {
    return this.#find(typeName).properties;
  }

  override getParentTypes(typeName: string): string[] {
    return this.#find(typeName).extends ?? [];
  }

  override isCredentialUsableByNode(): boolean {
    return true;
  }

  override async runPreAuthentication(): Promise<undefined> {}
  override async updateCredentials(): Promise<void> {}
  override async updateCredentialsOauthTokenData(): Promise<void> {}
}

function generic(
  { properties }: IAuthenticateGeneric,
  options: RequestOptions,
  resolve: (value: string) => unknown,
): IHttpRequestOptions {
  const merged: Record<string, unknown> = { ...options };
  for (const [place, values] of Object.entries(properties)) {
    const resolved = Object.entries(values as Record<string, string>).map(([name, value]) => [
      resolve(name),
      resolve(value),
    ]);
    merged[place] = { ...(merged[place] as object), ...Object.fromEntries(resolved) };
  }
  return merged as unknown as IHttpRequestOptions;
}
