import type { ContentKey } from '../../../core/promotion/plan';
import { imageName } from '../../../core/registry/imageName';
import { inEnglish } from '../../../core/support/message';
import type { Sha } from '../../../core/support/sha';
import type { ImageOutcome, Verdict } from '../../../core/update/outcome';
import { ownerSaid } from '../../../core/update/owners/owner';
import type { UnreadFile } from '../../../core/images/treeImages';
import type { ExitCode } from '../../context';
import type { ProposalDocument } from '../../output/proposal';

/** What `update --json` prints. Source: `branchline update --help`. */
export interface UpdateDocument {
  readonly services: readonly ServiceDocument[];
  /** Forges of which it is not known which services they have. */
  readonly failures: readonly string[];
}

/** What became of a service. */
export interface ServiceResult {
  readonly service: string;
  readonly environment?: string;
  readonly branch?: string;
  readonly images: readonly ImageOutcome[];
  /** Files that could not be looked at. */
  readonly unread: readonly UnreadFile[];
  /** What is, or with `--dry-run` would be, proposed. */
  readonly proposal?: ProposalDocument;
  /** The number of our pull request that was closed, since nothing of it is wanted any more. */
  readonly withdrawn?: number;
  readonly error?: { readonly code: string; readonly said: string };
}

export type ServiceDocument = Omit<ServiceResult, 'images'> & { readonly images: readonly ImageDocument[] };

export interface ImageDocument {
  /** With the version that stands there. */
  readonly image: string;
  readonly verdict: Verdict['kind'];
  readonly places: readonly ContentKey[];
  /** The version that is proposed. */
  readonly to?: { readonly tag: string; readonly digest?: string };
  /** What the registry has for it, as whoever built it says. */
  readonly digest?: string;
  readonly source?: string;
  readonly revision?: string;
  /** What holds it: the version that was rolled back, where, and by which commit. */
  readonly heldBy?: { readonly image: string; readonly environment: string; readonly commit: Sha };
  /** The number of the pull request that a person closed. */
  readonly declinedBy?: number;
  readonly owner?: string;
  readonly code?: string;
  readonly said?: string;
  readonly notes: readonly string[];
}

export function serviceDocument(result: ServiceResult): ServiceDocument {
  return { ...result, images: result.images.map(imageDocument) };
}

function imageDocument({ image, sites, verdict, notes }: ImageOutcome): ImageDocument {
  return {
    image: imageName(image),
    verdict: verdict.kind,
    places: sites.map(({ path, key }) => ({ path, key })),
    ...detailsOf(verdict),
    notes: notes.map(inEnglish),
  };
}

function detailsOf(verdict: Verdict): Partial<ImageDocument> {
  switch (verdict.kind) {
    case 'update': {
      const { digest, annotations } = verdict.described;
      const { source, revision } = annotations;
      return {
        to: verdict.to,
        digest,
        ...(source === undefined ? {} : { source }),
        ...(revision === undefined ? {} : { revision }),
      };
    }
    case 'held': {
      const { image, environment, commit } = verdict.by;
      return { to: { tag: verdict.tag }, heldBy: { image: imageName(image), environment, commit } };
    }
    case 'declined':
      return { to: verdict.to, declinedBy: verdict.by };
    case 'owned':
      return { owner: verdict.owner.by, said: inEnglish(ownerSaid(verdict.owner)) };
    case 'undecided':
      return { said: inEnglish(verdict.said) };
    case 'failed':
      return { code: verdict.code, said: inEnglish(verdict.said), ...(verdict.kept ? { to: verdict.kept } : {}) };
    case 'current':
    case 'none':
    case 'notFound':
      return {};
  }
}

/** Errors that a person decides. */
const decisions = new Set(['promotion/branchTouched', 'engine/owns', 'engine/unknown']);

/** Of a run as a whole: an error tells more than a decision, and that more than work. */
export function exitCodeOf({ services, failures }: UpdateDocument, isDryRun: boolean): ExitCode {
  const verdicts = services.flatMap(({ images }) => images.map(({ verdict }) => verdict));
  const isOpen = ({ error }: ServiceDocument) => error !== undefined && decisions.has(error.code);
  const isBroken = (service: ServiceDocument) =>
    service.unread.length > 0 || (service.error !== undefined && !isOpen(service));
  if (failures.length > 0 || verdicts.includes('failed') || services.some(isBroken)) return 1;
  if (verdicts.includes('held') || verdicts.includes('undecided') || services.some(isOpen)) return 3;
  return isDryRun && services.some(({ proposal }) => proposal) ? 2 : 0;
}
