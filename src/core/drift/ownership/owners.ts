import type { LiveObject } from '../../cluster/live';
import { claimBelow, claimsWhole, countClaimed, isLeaf, type Claim } from './claims';
import type { FieldPath } from '../compare/fieldPath';
import { at, isList, isMap, textAt, type Json } from '../values/values';

/**
 * Who may have written a field. `deployer`: whoever brings git to the cluster. `person`: by hand. `controller`: the rest.
 * Source: docs/drift.md, "How an answer is found", rung 2.
 */
export type OwnerClass = 'deployer' | 'person' | 'controller';

export interface Owner {
  readonly manager: string;
  readonly class: OwnerClass;
  /** What the claim covers. `named`: the value itself. `covering`: a larger value that holds it. `inside`: parts of it. */
  readonly claim: 'named' | 'covering' | 'inside';
  /** The claim holds what the server filled in as well: the manager's plain write brought the whole object. */
  readonly withDefaults: boolean;
  /** It claims the place and names nothing in it: one value, or a map that was sent empty. */
  readonly isBare: boolean;
  /** Others claim parts of it. */
  readonly isShared: boolean;
  /** An `Apply`: the claim holds what the manager sent, and nothing else. */
  readonly isApplied: boolean;
  /** ISO 8601. */
  readonly since?: string;
}

const deployers =
  /^(kubectl-client-side-apply|kubectl-create|kubectl-replace|argocd-controller|argocd-application-controller|kustomize-controller|helm-controller|helm|flux|fleetagent|before-first-apply)$/i;
/** Lens writes as `node-fetch`; of what else does, a difference too many is better told than one that is hidden. */
const people =
  /^(kubectl($|[-_].+)|k9s|lens|openlens|freelens|node-fetch|mozilla|dashboard|headlamp.*|oc|kubecolor|rancher)$/i;

/** One entry of managedFields. Its tree is read when first asked for: it may be kept as text. */
class Entry {
  readonly manager: string;
  readonly subresource: string | undefined;
  readonly time: string | undefined;
  readonly isApply: boolean;
  private tree: Json | undefined;

  constructor(private readonly source: Json) {
    this.manager = textAt(source, 'manager') ?? '';
    this.subresource = textAt(source, 'subresource');
    this.time = textAt(source, 'time');
    this.isApply = textAt(source, 'operation') === 'Apply';
  }

  /** Nothing where the entry claims nothing at all. */
  get claim(): Claim | undefined {
    this.tree ??= this.read();
    return Object.keys(this.tree).length > 0 ? this.tree : undefined;
  }

  private read(): Json {
    const fieldsV1 = this.source['fieldsV1']; // may be a getter, of a class that keeps it as text
    return isMap(fieldsV1) ? fieldsV1 : {};
  }
}

interface Held {
  readonly entry: Entry;
  readonly claim: Claim;
}

/** Reads managedFields and answers who owns a place. */
export class Owners {
  /** False where the object carries no managedFields at all, so nobody can tell who wrote what. */
  readonly known: boolean;
  private readonly entries: readonly Entry[];
  private readonly created: string | undefined;
  private readonly held = new Map<FieldPath, readonly Held[]>();
  private main: { readonly entry: Entry | undefined } | undefined;

  constructor(
    live: LiveObject,
    private readonly desired: Json,
  ) {
    const entries: unknown = live.metadata.managedFields; // may be a getter, of a class that keeps them as text
    this.entries = isList(entries) ? entries.filter(isMap).map((entry) => new Entry(entry)) : [];
    this.created = textAt(live.metadata, 'creationTimestamp');
    this.known = this.entries.length > 0;
  }

  /** The last writer of this place; nothing where nobody claims it, as with defaults. */
  of(place: FieldPath): Owner | undefined {
    const held = this.heldAt(place);
    const whole = held.filter(({ claim }) => claimsWhole(claim));
    // Who claims this very value comes before who claims a larger one: a map that was empty when they wrote it, perhaps.
    const exact = whole.filter(({ claim }) => claim !== 'covered');
    const last = (exact.length > 0 ? exact : whole.length > 0 ? whole : held).reduce<Held | undefined>(
      (latest, other) => (latest && (latest.entry.time ?? '') >= (other.entry.time ?? '') ? latest : other),
      undefined,
    );
    return last && this.ownerBy(last, { isShared: held.some((other) => !claimsWhole(other.claim)) });
  }

  private heldAt(place: FieldPath): readonly Held[] {
    const known = this.held.get(place);
    if (known) return known;
    const { above, step } = place;
    const held =
      above === undefined || step === undefined
        ? this.entries.flatMap((entry) => (entry.claim === undefined ? [] : [{ entry, claim: entry.claim }]))
        : this.heldAt(above).flatMap(({ entry, claim }) => {
            const below = claimBelow(claim, step);
            return below === undefined ? [] : [{ entry, claim: below }];
          });
    this.held.set(place, held);
    return held;
  }

  private ownerBy({ entry, claim }: Held, { isShared }: Pick<Owner, 'isShared'>): Owner {
    const { manager, isApply, time } = entry;
    return {
      manager,
      class: this.classOf(entry),
      claim: claim === 'covered' ? 'covering' : claimsWhole(claim) ? 'named' : 'inside',
      withDefaults: !isApply && (this.isCreation(entry) || entry === this.mainEntry()),
      isBare: claim !== 'covered' && isLeaf(claim),
      isShared,
      isApplied: isApply,
      ...(time === undefined ? {} : { since: time }),
    };
  }

  private classOf(entry: Entry): OwnerClass {
    const { manager, subresource, isApply } = entry;
    if (subresource !== undefined) return subresource === 'scale' && people.test(manager) ? 'person' : 'controller';
    if (deployers.test(manager)) return 'deployer';
    // `kubectl apply --server-side` is how pipelines apply, too; a hand's apply claims a few fields.
    if (people.test(manager)) return isApply && entry === this.mainEntry() ? 'deployer' : 'person';
    return this.mainEntry()?.manager === manager ? 'deployer' : 'controller';
  }

  /** Times are in seconds: a person's edit may bear that of the deployer's creation. */
  private isCreation(entry: Entry): boolean {
    if (entry.time === undefined || entry.time !== this.created) return false;
    return !isByHand(entry) || !this.entries.some((other) => other.time === entry.time && !isByHand(other));
  }

  /** Whatever its name, the manager that owns most of what git says is the one that brings git to the cluster. */
  private mainEntry(): Entry | undefined {
    this.main ??= { entry: this.findMainEntry() };
    return this.main.entry;
  }

  private findMainEntry(): Entry | undefined {
    const said = claimable(this.desired);
    if (Object.keys(said).length === 0) return undefined;
    const shares = this.entries
      .filter((entry) => entry.subresource === undefined && !isByHand(entry))
      .map((entry) => {
        const [claimed, all] = countClaimed(entry.claim, said);
        return { entry, share: claimed / all };
      });
    return shares.filter(({ share }) => share > 0.5).sort((a, b) => b.share - a.share)[0]?.entry;
  }
}

/** A person's edit, which may come to own all that git says where that is one list. An apply may be a pipeline's. */
function isByHand({ manager, isApply }: Entry): boolean {
  return !isApply && people.test(manager) && !deployers.test(manager);
}

/** What managedFields speak of: of the metadata, neither the name nor what only the server writes. */
function claimable(desired: Json): Json {
  const content = Object.entries(desired).filter(
    ([key]) => !['apiVersion', 'kind', 'metadata', 'status'].includes(key),
  );
  const metadata = ['labels', 'annotations'].flatMap((key) => {
    const part = at(desired['metadata'], key);
    return isMap(part) ? [[key, part] as const] : [];
  });
  const told: Json = Object.fromEntries(content);
  return metadata.length > 0 ? { ...told, metadata: Object.fromEntries(metadata) } : told;
}
