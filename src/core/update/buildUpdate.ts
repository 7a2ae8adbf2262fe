import type { PlanMemory } from '../promotion/edge';
import { pinnedIdentity, type Candidate } from '../promotion/candidate';
import { fileRolesOf } from '../promotion/content/fileRoles';
import { keyedContent } from '../promotion/content/content';
import { itemsOf } from '../promotion/content/items';
import { ofCommit } from '../promotion/record/record';
import { Staging, type FileEdit } from '../git/staging';
import { UpdateError } from './errors';
import { editImages, type ImageEdit } from './images/edit';
import { proposedVersion, type ImageOutcome } from './outcome';
import type { UpdatePlan } from './planUpdate';
import { updateRecord, type CodeOfImages } from './updateRecord';

/** The branch that the newer images of a service are proposed on; the same for each run. */
export function updateBranch(service: string, branch: string): string {
  // A service may be called as no part of a ref can be.
  return `update/${service.replace(/\.(?=\.|lock$|$)/g, '-')}/${branch}`;
}

/** What is proposed, and what became of each image once it was to be written. */
export interface BuiltUpdate {
  readonly images: readonly ImageOutcome[];
  /** Nothing where there is nothing to propose. */
  readonly candidate?: Candidate;
}

/**
 * The candidate of an update: one commit on top of the branch's head. Names and dates come from that head, so that two runs
 * make the same commit, byte for byte; what the images bring of their code stands in the pull request alone. A file that cannot be edited fails for its own images alone.
 */
export async function buildUpdate(
  memory: PlanMemory,
  plan: UpdatePlan,
  code: CodeOfImages = new Map(),
): Promise<BuiltUpdate> {
  const { request, files } = plan;
  const { service, target } = request;
  const { reader } = memory;
  const { repository, rules } = reader;
  const staging = new Staging(repository);
  const edits = new Map<string, FileEdit>();
  const changed: { readonly path: string; readonly before: string; readonly after: string }[] = [];
  const refused = new Map<string, string>();
  for (const { path, mode, text } of files) {
    const meant = plan.images.flatMap((outcome) => editsOf(outcome, path));
    if (meant.length === 0) continue;
    const result = editImages(text, meant);
    if (result.kind === 'refused') refused.set(path, result.reason);
    else if (result.text !== text) {
      edits.set(path, { mode, sha: staging.blob(Buffer.from(result.text)) });
      changed.push({ path, before: text, after: result.text });
    }
  }
  const images = plan.images.map((outcome) => withRefusal(outcome, refused));
  if (edits.size === 0) return { images };
  const head = await repository.commit(target.head);
  const tree = await staging.edit(head.tree, edits);
  const roles = await fileRolesOf(repository, [head.tree]);
  const items = changed.flatMap(({ path, before, after }) => {
    const [was, is] = [before, after].map((text) => keyedContent(text, rules)?.flat ?? ('opaque' as const));
    return itemsOf({ path, role: roles.of(path) }, was, is).map((item) => ({ ...item, reintroduced: false }));
  });
  const { branch } = target.environment;
  const record = updateRecord({ service, branch, head: target.head }, images, items, code);
  const commit = staging.commit({ tree, parents: [target.head], ...pinnedIdentity(head), message: record.message });
  return {
    images,
    candidate: {
      branch: updateBranch(service, branch),
      commit,
      tree,
      base: { branch, commit: target.head },
      record: ofCommit(record, commit),
      items,
      staging,
      heads: new Map([[branch, target.head]]),
    },
  };
}

function editsOf({ sites, verdict }: ImageOutcome, path: string): readonly ImageEdit[] {
  const to = proposedVersion(verdict);
  return to ? sites.flatMap((site) => (site.path === path ? [{ site, to }] : [])) : [];
}

function withRefusal(outcome: ImageOutcome, refused: ReadonlyMap<string, string>): ImageOutcome {
  if (!proposedVersion(outcome.verdict)) return outcome;
  const path = outcome.sites.map((site) => site.path).find((one) => refused.has(one));
  if (path === undefined) return outcome;
  const { code, said } = UpdateError.notWritable(path, refused.get(path) ?? '');
  return { ...outcome, verdict: { kind: 'failed', code, said } };
}
