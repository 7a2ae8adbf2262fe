import type { KeyId, Values } from '../content/content';

/** What some keys of one file hold in each of its versions: little, where the versions themselves are much. */
export class Columns {
  private readonly places: ReadonlyMap<KeyId, number>;
  private readonly versions = new Map<string, Promise<readonly (string | undefined)[]>>();
  /** Most keys are the same in most versions: each value is kept once. */
  private readonly known = new Map<string, string>();

  constructor(private readonly keys: readonly KeyId[]) {
    this.places = new Map(keys.map((key, place) => [key, place]));
  }

  has(key: KeyId): boolean {
    return this.places.has(key);
  }

  /** @param read the version as a whole; asked once */
  async valueOf(key: KeyId, version: string, read: () => Promise<Values>): Promise<string | undefined> {
    const kept =
      this.versions.get(version) ?? read().then((values) => this.keys.map((one) => this.once(values.get(one))));
    this.versions.set(version, kept);
    const place = this.places.get(key);
    return place === undefined ? undefined : (await kept)[place];
  }

  private once(value: string | undefined): string | undefined {
    if (value === undefined) return undefined;
    const known = this.known.get(value);
    if (known === undefined) this.known.set(value, value);
    return known ?? value;
  }
}
