import type { ListRule } from '../../cluster/schemas/schema';
import type { Path } from '../../manifest/objects';
import { shownName } from '../../manifest/secrecy/values';

/** An item of a list on the way to a place. */
export interface ListItem {
  readonly rule: ListRule;
  /** The rule is a guess: nothing is known of the kind. */
  readonly guessed?: true;
  /** What names it: `name=web`, `containerPort=80,protocol=TCP`; nothing where only its index does. */
  readonly name?: string | undefined;
  /** The live item where there is one: managedFields name it by its values. */
  readonly value: unknown;
  /** Index in the live list. */
  readonly live?: number | undefined;
  /** Index in the file's list; nothing where only the live list has it. */
  readonly desired?: number | undefined;
}

/**
 * Where the walk stands. A place knows the one above; what it is called, and where it stands in the file, is put together
 * when something is found there.
 */
export class FieldPath {
  static readonly root = new FieldPath(undefined, undefined, '', '', false);

  private constructor(
    readonly above: FieldPath | undefined,
    readonly step: string | ListItem | undefined,
    /** The nearest key: that of the list for an item. */
    readonly name: string,
    /** The key above the nearest one, list items left out: `limits` for `limits.cpu`. */
    readonly parentName: string,
    /** Values here are a Secret's: they may be compared, and go nowhere. */
    readonly isSecret: boolean,
  ) {}

  key(key: string, { secret = false }: { readonly secret?: boolean } = {}): FieldPath {
    return new FieldPath(this, key, key, this.name, this.isSecret || secret);
  }

  item(item: ListItem): FieldPath {
    return new FieldPath(this, item, this.name, this.parentName, this.isSecret);
  }

  /** Whether exactly these keys lead here, list items left out. */
  is(...keys: readonly string[]): boolean {
    if (keys.at(-1) !== this.name) return false;
    const own = this.steps.filter((step) => typeof step === 'string');
    return own.length === keys.length && own.every((key, index) => key === keys[index]);
  }

  /** Whether this key is on the way here. */
  isBelow(key: string): boolean {
    return this.steps.includes(key);
  }

  /** Whether a list is on the way here. */
  get isInItem(): boolean {
    return this.steps.some((step) => typeof step === 'object');
  }

  /** As it is shown: `spec.template.spec.containers[name=web].image`, a key that looks like a value itself as `***`. */
  get text(): string {
    return this.steps.reduce<string>((text, step) => {
      if (typeof step === 'object') return `${text}[${step.name ?? String(step.desired ?? step.live ?? '')}]`;
      const key = shownName(step);
      if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${text}[${JSON.stringify(key)}]`;
      return text === '' ? key : `${text}.${key}`;
    }, '');
  }

  /** The same for all items of a list: `spec.template.spec.containers[].image` */
  get pattern(): string {
    return this.steps.reduce<string>((text, step) => {
      if (typeof step === 'object') return `${text}[]`;
      return text === '' ? step : `${text}.${step}`;
    }, '');
  }

  /** Path in the file; of what only the live object has, the part of it that may be in the file. */
  get file(): Path {
    return this.in('desired');
  }

  /** Path in the object of one side; of what only the other side has, the part of it that may be there. */
  in(side: 'desired' | 'live'): Path {
    const path: (string | number)[] = [];
    for (const step of this.steps) {
      const next = typeof step === 'string' ? step : step[side];
      if (next === undefined) break;
      path.push(next);
    }
    return path;
  }

  /** From the root to here. */
  get steps(): readonly (string | ListItem)[] {
    const steps: (string | ListItem)[] = this.step === undefined ? [] : [this.step];
    for (let place = this.above; place?.step !== undefined; place = place.above) steps.push(place.step);
    return steps.reverse();
  }
}
