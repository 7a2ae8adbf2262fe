import type { PlanMemory } from '../edge';
import { short } from '../../support/sha';
import { pinnedIdentity, type Candidate, type RecordDetails } from '../candidate';
import { PromotionError } from '../errors';
import { returnPrefixes } from '../record/recorded';
import { changeRecord, codeSection, itemLine, ofCommit, placeLine } from '../record/record';
import { code } from '../record/untrusted';
import type { BackflowPlan } from './planBackflow';

/** The candidate: one commit on top of the branch that it is brought to. @throws PromotionError where it is in conflict */
export async function buildBackflow(
  memory: PlanMemory,
  plan: BackflowPlan,
  { service = '', template, code: brought }: Omit<RecordDetails, 'pipeline'> = {},
): Promise<Candidate> {
  const { request, head, tree, staging, items } = plan;
  const { kind, into } = request;
  const { target } = request.plan;
  if (tree === null) throw refused(plan);
  const at = target.commit ?? '';
  const title =
    kind === 'hotfix'
      ? `Return a hotfix of ${target.branch} to ${into.branch}`
      : `Take back on ${into.branch} what was rolled back on ${target.branch}`;
  const parts = {
    title,
    ...(service === '' ? {} : { headline: `${service}: ${title}` }),
    introduction: [
      kind === 'hotfix'
        ? `What was set on ${code(target.branch)} directly comes to ${code(into.branch)}.`
        : `A rollback took a change from ${code(target.branch)}. It goes from ${code(into.branch)}, too, so that no promotion brings it back.`,
    ],
    origin: [`From ${code(target.branch)} at ${short(at)}, on top of ${code(into.branch)} at ${short(head)}.`],
    sections: [
      { name: 'items', title: 'Changes', lines: items.map(itemLine) },
      codeSection(brought),
      { name: 'present', title: `Is on ${into.branch} already`, lines: plan.alreadyThere.map(placeLine) },
    ],
    summary: [],
    trailers: [
      `Returned-From: ${target.branch}@${at}`,
      ...plan.commits.map((commit) => `(cherry picked from commit ${commit})`),
    ],
    identity: [kind, target.branch, into.branch],
    words: { service, from: target.branch, to: into.branch, source: at, target: head, summary: title },
  };
  const record = changeRecord(parts, template);
  const commit = staging.commit({
    tree,
    parents: [head],
    ...pinnedIdentity(await memory.reader.repository.commit(at)),
    message: record.message,
  });
  return {
    // Of the whole, there is one at a time: what was set since comes into the one that is open.
    branch: `${returnPrefixes[kind]}${target.branch}/${into.branch}/${request.commit ? short(request.commit) : 'all'}`,
    commit,
    tree,
    base: { branch: into.branch, commit: head },
    record: ofCommit(record, commit, ...(brought?.versions ?? [])),
    items,
    staging,
    heads: new Map([
      [target.branch, at],
      [into.branch, head],
    ]),
  };
}

function refused({ request, conflicts }: BackflowPlan): PromotionError {
  const [first] = conflicts;
  const place = first?.key?.join('.') ?? first?.path ?? '';
  return PromotionError.changedThere(request.into.branch, place, conflicts.length);
}
