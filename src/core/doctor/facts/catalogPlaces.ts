import { Source, type Path, type SourcePosition } from '../../catalog/source';
import { isMap, listAt, mapAt, stringAt } from '../../cluster/json';
import { message } from '../../support/message';
import type { Spot } from '../finding';

/** Where the text of a catalog says what a finding is about. What a service does not say itself, the catalog says for all. */
export class CatalogPlaces {
  private readonly source: Source;
  private readonly root: unknown;

  constructor(text: string) {
    this.source = new Source(text);
    const read = this.source.read();
    this.root = read.kind === 'ok' ? read.value : undefined;
  }

  /** Nothing where the catalog does not say it: a service that was discovered, a rule of the repository's own file. */
  of(service?: string, environment?: string, spot?: Spot): SourcePosition | undefined {
    if (spot?.kind === 'at') return spot.position;
    const at = this.indexOf(['services'], service);
    const own: Path | undefined = at === undefined ? undefined : ['services', at];
    if (spot) return this.spot(spot, own, environment) ?? this.place(own);
    const ofEnvironment = own && environment !== undefined ? [...own, 'environments', environment] : undefined;
    return this.place(ofEnvironment) ?? this.place(own);
  }

  private spot(spot: Exclude<Spot, { kind: 'at' }>, own: Path | undefined, environment?: string) {
    const bases: readonly Path[] = own ? [own, []] : [[]];
    switch (spot.kind) {
      case 'key':
        return this.text(bases, ['content', 'environmentOwned', 'keys'], spot.text);
      case 'path':
        return this.text(bases, ['content', 'environmentOwned', 'paths'], spot.text);
      case 'image':
        return this.entry(bases, ['update', 'images'], (one) => stringAt(one, 'image') === spot.text);
      case 'ignore':
        return this.entry(
          [[]],
          ['drift', 'ignore'],
          (one) => stringAt(one, 'key') === spot.key && (stringAt(one, 'kind') ?? '') === spot.ofKind,
        );
      case 'content':
        return bases.map((base) => this.place([...base, 'content'])).find((place) => place !== undefined);
      case 'environment':
        return this.environment(own, environment)
          .map((base) => this.place(base))
          .find((place) => place !== undefined);
      case 'check':
        return this.entry(this.environment(own, environment), ['verify'], (one) => stringAt(one, 'name') === spot.name);
    }
  }

  /** What the service says of it, then what is said for all. */
  private environment(own: Path | undefined, environment: string | undefined): readonly Path[] {
    const index = this.indexOf(['environments'], environment);
    return [
      ...(own && environment !== undefined ? [[...own, 'environments', environment]] : []),
      ...(index === undefined ? [] : [['environments', index]]),
    ];
  }

  private text(bases: readonly Path[], path: Path, text: string): SourcePosition | undefined {
    return this.entry(bases, path, (one) => one === text);
  }

  private entry(bases: readonly Path[], path: Path, isMeant: (one: unknown) => boolean): SourcePosition | undefined {
    for (const base of bases) {
      const index = this.list([...base, ...path]).findIndex(isMeant);
      if (index >= 0) return this.place([...base, ...path, index]);
    }
    return undefined;
  }

  private indexOf(path: Path, name: string | undefined): number | undefined {
    const index = this.list(path).findIndex((one) => name !== undefined && stringAt(one, 'name') === name);
    return index < 0 ? undefined : index;
  }

  private list(path: Path): readonly unknown[] {
    const parent = path.slice(0, -1).reduce<unknown>(step, this.root);
    return listAt(parent, String(path.at(-1)));
  }

  private place(path: Path | undefined): SourcePosition | undefined {
    if (!path || !this.source.has(path)) return undefined;
    const { line, column, endLine, endColumn } = this.source.problem(path, message(''));
    return { line, column, endLine, endColumn };
  }
}

function step(value: unknown, key: string | number): unknown {
  if (typeof key === 'number') return Array.isArray(value) ? (value[key] as unknown) : undefined;
  return isMap(value) ? mapAt(value)[key] : undefined;
}
