import type { ImageRule } from '../catalog/update/rules';
import type { PlanMemory } from '../promotion/edge';
import { isSameImage, readImageName } from '../registry/imageName';
import { pinnedIdentity, type Candidate } from '../promotion/candidate';
import { fileRolesOf } from '../promotion/content/fileRoles';
import { keyedContent } from '../promotion/content/content';
import { itemsWithKeys } from '../promotion/content/items';
import { ofCommit } from '../promotion/record/record';
import { Staging } from '../git/staging';
import type { CodeOfUpdates } from './code';
import { UpdateError } from './errors';
import { editFiles, type Refusal } from './images/editFiles';
import { proposedVersion, type ImageOutcome } from './outcome';
import type { UpdatePlan } from './planUpdate';
import { firstOfEach } from './rules';
import { updateRecord } from './updateRecord';

/** The branch that the newer images of a service are proposed on; the same for each run. */
export function updateBranch(service: string, branch: string): string {
  // A service may be called as no part of a ref can be. None has a `=` in its name, so that two never share a branch.
  return `update/${service.replace(/\.(?=\.|lock$|$)/g, '=')}/${branch}`;
}

/** What is proposed, and what became of each image once it was to be written. */
export interface BuiltUpdate {
  readonly images: readonly ImageOutcome[];
  /** Nothing where there is nothing to propose. */
  readonly candidate?: Candidate;
}

/**
 * The candidate of an update: one commit on top of the branch's head. Names and dates come from that head, so that two runs
 * make the same commit, byte for byte; what the images bring of their code stands in the pull request alone. An image that
 * cannot be written fails for itself alone.
 */
export async function buildUpdate(
  memory: PlanMemory,
  plan: UpdatePlan,
  code: CodeOfUpdates = new Map(),
): Promise<BuiltUpdate> {
  const { request, files } = plan;
  const { service, target } = request;
  const { reader } = memory;
  const { repository, rules } = reader;
  const staging = new Staging(repository);
  const { edited, refused } = editFiles(files, plan.images);
  const images = plan.images.map((outcome) => withRefusal(outcome, refused.get(outcome)));
  if (edited.length === 0) return { images };
  const edits = new Map(
    edited.map(({ file: { path, mode }, after }) => [path, { mode, sha: staging.blob(Buffer.from(after)) }] as const),
  );
  const head = await repository.commit(target.head);
  const tree = await staging.edit(head.tree, edits);
  const roles = await fileRolesOf(repository, [head.tree]);
  const changed = edited.flatMap(({ file: { path, text }, after }) => {
    const [was, is] = [text, after].map((one) => keyedContent(one, rules)?.flat ?? ('opaque' as const));
    return itemsWithKeys({ path, role: roles.of(path) }, was, is).map(({ item, key }) => ({
      item: { ...item, reintroduced: false },
      isOwned: rules.ownsPath(path) || (is !== 'opaque' && key !== undefined && is?.entries.get(key)?.owned === true),
    }));
  });
  const items = changed.map(({ item }) => item);
  const owned = changed.flatMap(({ item, isOwned }) => (isOwned ? [item] : []));
  const { branch } = target.environment;
  const record = updateRecord({ service, branch, head: target.head }, images, { items, owned }, code);
  const commit = staging.commit({ tree, parents: [target.head], ...pinnedIdentity(head), message: record.message });
  return {
    images,
    candidate: {
      branch: updateBranch(service, branch),
      commit,
      tree,
      base: { branch, commit: target.head },
      record: ofCommit(record, commit, ...[...code.values()].flatMap(({ versions }) => versions)),
      items,
      staging,
      heads: new Map([[branch, target.head]]),
      ...(asksMerge(plan.request.rules, images) ? { asksMerge: true } : {}),
    },
  };
}

/** Only where all that it brings may land so: one that a person is to look at keeps the others waiting with it. */
function asksMerge(rules: readonly ImageRule[], images: readonly ImageOutcome[]): boolean {
  const mayLand = firstOfEach(rules).filter(({ automerge }) => automerge === true);
  return images
    .filter(({ verdict }) => proposedVersion(verdict) !== undefined)
    .every(({ image }) => mayLand.some((rule) => isSameImage(readImageName(rule.image), image)));
}

function withRefusal(outcome: ImageOutcome, refusal: Refusal | undefined): ImageOutcome {
  if (!refusal) return outcome;
  const { code, said } = UpdateError.notWritable(refusal.path, refusal.reason);
  return { ...outcome, verdict: { kind: 'failed', code, said } };
}
