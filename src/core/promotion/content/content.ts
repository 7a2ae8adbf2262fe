import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Mode } from '../../git/objects';
import type { Repository } from '../../git/repository';
import { Lru, Room, type SharedWeight } from '../../support/lru';
import type { EntryId, FlatFile } from '../../manifest/merge/contract';
import { flattenInSteps } from '../../manifest/merge/flatten';
import { partsIn } from '../../manifest/merge/parts';
import { partsRoom, WeightOfUnits } from '../../manifest/merge/units';
import { printOf, travellingValues, type Values } from '../../manifest/merge/travelling';
import type { Sha } from '../../support/sha';
import { SharedWork } from '../../support/sharedWork';
import { atOnce, inTurns, type Steps } from '../../support/turns';
import type { PromotionRules } from './rules';

/** A file as a tree names it. */
export interface FileRef {
  readonly mode: Mode;
  readonly sha: Sha;
}

/** Names one key of one file; `wholeFile` stands for a file that is one value. */
export type KeyId = EntryId;
export const wholeFile: KeyId = '';

export interface KeyedContent {
  readonly kind: 'keys';
  readonly flat: FlatFile;
  /** Its promotable keys, with their values as comparable text. */
  readonly values: Values;
  readonly fingerprint: string;
}

/** Neither YAML nor JSON, not readable as such, too large, a link or a submodule: one value, compared by its name in git. */
export interface OpaqueContent {
  readonly kind: 'opaque';
  readonly values: Values;
  readonly fingerprint: string;
}

export type FileContent = KeyedContent | OpaqueContent;

const absent: Values = new Map();
const largestParsedBytes = 2_000_000;
/** What is read in less than 20 ms. */
const largestAtOnceBytes = 50_000;
/** JSON is YAML; kustomize's own file may go without an ending. */
const isKeyed = /\.(ya?ml|json)$|(^|\/)Kustomization$/i;
/** Apart from what files hold: they are small, and spare reading all files of a tree. */
export const printRoom = new Room(16_000_000);
const sizeOf = { file: 500, part: 50, key: 600, print: 350 };

/** What readers of one repository have read. */
class Kept {
  readonly contents = new Lru<string, Promise<FileContent>>(partsRoom);
  readonly underway = new Map<string, SharedWork<FileContent>>();
  readonly prints = new Lru<string, string>(printRoom);
}

/**
 * Reads files as the merge sees them. Content is kept by the name of the blob: nothing is parsed twice.
 * One for each repository and set of rules.
 */
export class ContentReader {
  constructor(
    readonly repository: Repository,
    readonly rules: PromotionRules,
    private readonly kept = new Kept(),
    private readonly signal?: AbortSignal,
  ) {}

  /** The same for whoever gives up with this signal: a file that nobody waits for any more is not read to its end. */
  until(signal: AbortSignal): ContentReader {
    return new ContentReader(this.repository, this.rules, this.kept, signal);
  }

  /** @throws GitError; the signal's reason */
  read(path: string, file: FileRef): Promise<FileContent> {
    const mayBeKeyed = (file.mode === '100644' || file.mode === '100755') && isKeyed.test(path);
    if (!mayBeKeyed) return Promise.resolve(opaque(file));
    const { contents, underway } = this.kept;
    const key = `${file.mode} ${file.sha}`;
    const known = contents.get(key);
    if (known) return known;
    const running = underway.get(key);
    if (running && !running.isLeft) return running.of(this.signal);
    const work = new SharedWork(async (left) => {
      const content = await this.readKeys(file, left);
      contents.set(key, Promise.resolve(content), weightOf(content));
      return content;
    });
    underway.set(key, work);
    void work.over.then(() => {
      if (underway.get(key) === work) underway.delete(key);
    });
    return work.of(this.signal);
  }

  /** The promotable keys and values of a file, or the file as one value where `granularity` says so. */
  async values(path: string, file: FileRef | undefined, granularity: 'keys' | 'opaque'): Promise<Values> {
    const content = file && granularity === 'keys' ? await this.read(path, file) : undefined;
    return valuesAt(file, content, granularity);
  }

  /** Equal for two trees exactly if their promotable content is equal. */
  async treePrint(tree: Sha): Promise<string> {
    const kept = this.kept.prints.get(tree);
    if (kept !== undefined) return kept;
    const files = (await this.repository.files(tree)).filter(({ path }) => !this.rules.ownsPath(path));
    const prints = await Promise.all(files.map(async (file) => [file.path, await this.filePrint(file.path, file)]));
    const hash = createHash('sha256');
    for (const [path, print] of prints) if (print !== '') hash.update(`${path}\0${print}\n`);
    const print = hash.digest('hex');
    this.kept.prints.set(tree, print, sizeOf.print);
    return print;
  }

  /** Empty for a file without promotable content. */
  private async filePrint(path: string, file: FileRef): Promise<string> {
    const key = `${path} ${file.mode} ${file.sha}`;
    const kept = this.kept.prints.get(key);
    if (kept !== undefined) return kept;
    const { fingerprint } = await this.read(path, file);
    this.kept.prints.set(key, fingerprint, sizeOf.print);
    return fingerprint;
  }

  private async readKeys(file: FileRef, signal: AbortSignal): Promise<FileContent> {
    const data = await this.repository.blob(file.sha);
    // Text that does not survive reading and writing is not edited.
    if (data.length > largestParsedBytes || !isUtf8(data)) return opaque(file);
    const steps = contentInSteps(data.toString('utf8'), this.rules);
    return (await (data.length > largestAtOnceBytes ? inTurns(steps, signal) : atOnce(steps))) ?? opaque(file);
  }
}

/** As `ContentReader.values`, of a file that was read already. */
export function valuesAt(
  file: FileRef | undefined,
  content: FileContent | undefined,
  granularity: 'keys' | 'opaque',
): Values {
  if (file && granularity === 'opaque') return opaque(file).values;
  return content?.kind === 'keys' ? content.values : absent;
}

/**
 * Where Kubernetes and kustomize end a line, and YAML 1.2 does not: what follows in a comment is content to them. Source:
 * YAML 1.1, "b-char", as go.yaml.in/yaml has it (`is_break`).
 */
const otherBreak = /[\u0085\u2028\u2029]/;

/** The content of a YAML text; nothing where it cannot be read by keys, has none, or has other lines to who applies it. */
export function keyedContent(text: string, rules: PromotionRules): KeyedContent | undefined {
  return atOnce(contentInSteps(text, rules));
}

function* contentInSteps(text: string, rules: PromotionRules): Steps<KeyedContent | undefined> {
  if (otherBreak.test(text)) return undefined;
  const flat = yield* flattenInSteps(text, rules.merge);
  if (flat.kind === 'unparsable' || flat.documents.length === 0) return undefined;
  const values = travellingValues(flat);
  let print: string | undefined;
  return {
    kind: 'keys',
    flat,
    values,
    get fingerprint() {
      return (print ??= printOf(flat, values));
    },
  };
}

/** Of what all its versions have in common, each tells: it is counted once. */
function weightOf(content: FileContent): number | SharedWeight {
  if (content.kind === 'opaque') return sizeOf.file;
  const { flat } = content;
  const beside = sizeOf.file + flat.text.length;
  const parts = partsIn(flat);
  if (!parts) return beside + flat.entries.size * sizeOf.key;
  const units = parts.flatMap((document) => document.units);
  return new WeightOfUnits(units, beside + (4 * parts.length + units.length) * sizeOf.part);
}

function opaque(file: FileRef): OpaqueContent {
  const value = `${file.mode} ${file.sha}`;
  return { kind: 'opaque', values: new Map([[wholeFile, value]]), fingerprint: value };
}
