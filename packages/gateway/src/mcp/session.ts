import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { type Ids, isVendorError, VendorError } from '@api-repack/core';
import { checkedSettings } from '../command/batch-options.ts';
import type { Connected, Connection } from '../command/connection.ts';
import { FolderPayments } from '../command/folder-payments.ts';
import { identify } from '../command/identify.ts';
import { hash, isUrl, type Picture, pictureNamed } from '../command/pictures.ts';
import { processPicture } from '../command/process-picture.ts';
import type { Item } from '../command/run.ts';
import { saveResult } from '../command/save-result.ts';
import type { Terminal } from '../command/terminal.ts';
import { Turns } from '../command/turns.ts';
import { badInput } from '../http-error.ts';
import { entriesOf, type Given, parseInput } from '../input.ts';
import { openImage } from '../open-image.ts';
import { creditsOf, type Operation } from '../operation.ts';
import { shuttingDown } from '../service/in-flight-calls.ts';
import { Spending } from '../spending.ts';
import { similar } from '../usage-error.ts';
import { allowedFile } from './allowed-file.ts';
import type { McpOptions } from './options.ts';
import { balances, type PictureTool, pictureTools, settingsSchema, unknownName } from './tools.ts';

type Values = Readonly<Record<string, unknown>>;

/** What became of a call: facts for the agent, and the picture. */
export interface Done {
  readonly facts: object;
  readonly path?: string;
}

export interface SessionOptions extends Pick<McpOptions, 'out' | 'allowed' | 'maxFileBytes' | 'spendLimit'> {
  readonly connection: Connection;
  readonly terminal: Pick<Terminal, 'host' | 'stop' | 'kill'>;
}

/** The calls of one server. A caller who hangs up does not end its call: it would come back for what is paid. */
export class Session {
  readonly #options: SessionOptions;
  readonly #spending: Spending;
  readonly #turns = new Turns();
  #payments: Promise<FolderPayments> | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#spending = new Spending(options.spendLimit);
  }

  /** Resolves when nothing is under way any more. */
  async close(): Promise<void> {
    await this.#turns.idle();
    await (await this.#payments?.catch(() => undefined))?.close();
  }

  /** Opened once; again if the folder was deleted meanwhile, since what is written would be deleted with it. */
  #openPayments(): Promise<FolderPayments> {
    const open = () => FolderPayments.open(this.#options.out);
    this.#payments = this.#payments?.then((opened) => (opened.isDeleted ? open() : opened), open) ?? open();
    return this.#payments;
  }

  /** Pays at most once for the same picture with the same settings. */
  async process({ catalogue, operation }: PictureTool, { picture: source, ...rest }: Values): Promise<Done> {
    const { connection, terminal } = this.#options;
    const settings = settingsFrom(operation, rest);
    const picture = await this.#pictureAt(operation, source);
    const connected = connection.to(catalogue, operation, { isOptional: false });
    const [item] = await identify([picture], { catalogue, operation, settings, ...connected });
    if (!item || terminal.stop.aborted) throw shuttingDown();
    return this.#turns.take(item.key, () => this.#pay(item, { catalogue, operation, settings, connected }));
  }

  quote({ operation }: PictureTool, { settings = {} }: Values): Done {
    if (typeof settings !== 'object' || settings === null) throw badInput('settings: give an object');
    const credits = creditsOf(operation, settingsFrom(operation, settings as Values)) ?? null;
    const { left } = this.#spending;
    return { facts: { credits, left_to_spend: Number.isFinite(left) ? left : null } };
  }

  async balance(vendor: unknown): Promise<Done> {
    const tool = balances.get(String(vendor));
    if (!tool) throw badInput(`vendor: unknown; ${similar(String(vendor), [...balances.keys()])}`);
    return { facts: await this.#read(tool, new Map()) };
  }

  /** Sends nothing that costs. */
  async resume({ name, catalogue, operation: { resumedBy } }: PictureTool, ids: unknown): Promise<Done> {
    const operation = catalogue.operations.find((one) => one.name === resumedBy);
    if (!operation) throw badInput(`${name} has no results that can be fetched later`);
    if (typeof ids !== 'object' || ids === null) throw badInput('ids: give them as the error had them');
    const key = hash(JSON.stringify([catalogue.name, resumedBy, Object.entries(ids).sort()]));
    const fetching = this.#turns.take(key, () => this.#fetch({ name, catalogue, operation }, { key, ids }));
    return fetching.catch((error: unknown) => {
      if (!isVendorError(error)) throw error;
      const { kind, reason, context } = error;
      // Its own ids are those of the vendor's call, and not what this tool takes.
      throw new VendorError(kind, reason, { ...context, ids: ids as Ids }, { cause: error });
    });
  }

  async #pay(
    item: Item,
    work: Omit<PictureTool, 'name'> & { settings: Values; connected: Connected },
  ): Promise<Done> {
    const { out, terminal } = this.#options;
    const { settings, connected, ...what } = work;
    if (terminal.stop.aborted) throw shuttingDown();
    const outcome = await processPicture(
      {
        ...what,
        settings,
        out,
        payments: await this.#openPayments(),
        owner: randomUUID(),
        again: new Set<string>(),
        spending: this.#spending,
        host: terminal.host,
        paying: connected.callWith(terminal.kill),
        fetching: connected.callWith(terminal.stop),
        stop: terminal.stop,
      },
      item,
    );
    if (!('file' in outcome)) return { facts: { error: outcome } };
    const path = join(out, outcome.file);
    return { facts: { path, credits: 'credits' in outcome ? (outcome.credits ?? null) : 0 }, path };
  }

  async #fetch(
    tool: PictureTool,
    { key, ids }: { readonly key: string; readonly ids: object },
  ): Promise<Done> {
    const { out, connection, terminal } = this.#options;
    const stem = `${tool.name}-${key.slice(0, 12)}`;
    const payments = await this.#openPayments();
    const known = (await readdir(out)).find((file) => parse(file).name === stem);
    const save = async () => {
      const { image } = (await this.#read(tool, givenIn(ids))) as { image: string };
      const call = connection
        .to(tool.catalogue, tool.operation, { isOptional: false })
        .callWith(terminal.stop);
      const opened = await openImage(tool.operation, call, image);
      return saveResult({ out, payments, key, stem }, opened);
    };
    const path = join(out, known ?? (await save()));
    return { facts: { path, credits: 0 }, path };
  }

  async #read({ catalogue, operation }: PictureTool, given: Given): Promise<object> {
    const { connection, terminal } = this.#options;
    const input = parseInput(operation.input, given);
    const call = connection.to(catalogue, operation, { isOptional: false }).callWith(terminal.stop);
    return operation.finish(call, await operation.start(call, input));
  }

  async #pictureAt({ name, input }: Operation, source: unknown): Promise<Picture> {
    const entries = entriesOf(input);
    if (typeof source !== 'string' || source === '') throw badInput('picture: give a path or a URL');
    if (!isUrl(source)) {
      if (!('image_file' in entries))
        throw badInput(`picture: ${name} takes public URLs only`, 'Put it at a public URL first');
      return pictureNamed(await allowedFile(source, this.#options));
    }
    if (!('image_url' in entries)) throw badInput(`picture: ${name} takes files only`, 'Download it first');
    return pictureNamed(source);
  }
}

/** The tool of this name. @throws HttpError */
export function toolNamed(name: unknown): PictureTool {
  const tool = pictureTools.find((one) => one.name === name);
  if (tool) return tool;
  const names = pictureTools.map((one) => one.name);
  throw badInput(`there is no tool of this name; ${similar(String(name), names)}`);
}

/** Null is what some models send for what they leave out. */
const givenIn = (values: object): Given =>
  new Map(
    Object.entries(values)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, [value]]),
  );

function settingsFrom(operation: Operation, values: Values): Record<string, unknown> {
  const known = Object.keys(settingsSchema(operation));
  const unknown = Object.keys(values).find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownName(unknown, known);
  return checkedSettings(operation, givenIn(values));
}
