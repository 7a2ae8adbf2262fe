import assert from 'node:assert/strict';
import type { PastPages } from '../../../../src/core/fleet/past';
import { message } from '../../../../src/core/support/message';
import type * as Probe from '../../../bench/probes/past';
import { loadWithStub } from '../../../bench/probes/withStub';
import { aRow, hour, now } from './builders';

describe('the history that stays', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/past.ts')));

  const labelOf = (item: { readonly label?: unknown } | undefined) =>
    typeof item?.label === 'string' ? item.label : '';
  const rowsOf = (...rows: readonly ReturnType<typeof aRow>[]) =>
    probe
      .historyNodes('cart/prod', { rows, head: rows[0]?.deployment.commit, left: 0, isCut: false })
      .map((node) => node.item(now));

  it('says version, kind, verdict and how long each stood', () => {
    const [head, older] = rowsOf(
      aRow({ kind: 'rollback' }),
      aRow(
        {
          commit: 'd'.repeat(40),
          at: now - 50 * hour,
          stood: { kind: 'until', until: now - hour, since: now - 50 * hour },
        },
        { version: undefined, verdict: 'unknown' },
      ),
    );
    assert.equal(head?.label, '2.11.0 · rollback');
    assert.match(String(head.description), /^passed · stands now · 1 h 0 min · /);
    assert.equal(older?.label, 'dddddddddd · promotion');
    assert.match(String(older.description), /^verdict not known · until .* · 2 d 1 h · /);
    assert.match(String(older.accessibilityInformation?.label), /promotion\. verdict not known, until/);
  });

  it('says below a deployment that its branch was rewritten before it, and what is not known of how long one stood', () => {
    const [, note, older] = rowsOf(
      aRow({ madeOn: 'e'.repeat(40) }),
      aRow({ commit: 'd'.repeat(40), stood: { kind: 'unknown', why: 'rewritten' } }),
    );
    assert.match(labelOf(note), /rewritten: this was made on eeeeeeeeee, which is not on it/);
    assert.match(String(older?.description), /until when is not known: the branch was rewritten/);
  });

  it('offers more where there is more, and says where a branch is followed no further', () => {
    const last = (more: { readonly left: number; readonly isCut: boolean }) =>
      probe
        .historyNodes('cart/prod', { rows: [aRow()], head: undefined, ...more })
        .at(-1)
        ?.item(now);
    assert.equal(last({ left: 3, isCut: true })?.label, 'Load more (3 earlier)');
    assert.match(labelOf(last({ left: 0, isCut: true })), /longer than it is followed/);
    assert.match(labelOf(last({ left: 0, isCut: false })), /promotion/);
  });

  it('asks of each page once how it went, and of what was asked in vain nothing is known', async () => {
    const all = [1, 2, 3, 4].map((at) => aRow({ commit: String(at).repeat(40), at: now - at * hour }).deployment);
    let read = 0;
    const pages: PastPages = {
      ...{ head: all[0]?.commit, count: 4, isCut: false },
      next: (count) => Promise.resolve(all.slice(read, (read += count))),
    };
    const asked: string[] = [];
    let isDown = false;
    const past = {
      pages: () => Promise.resolve(pages),
      versions: () => Promise.resolve(new Map([[all[0]?.commit ?? '', '1.0.0']])),
      landed: () => Promise.resolve({ texts: new Map<string, string>(), failure: undefined }),
      verdicts: (_: string, commits: readonly string[]) => {
        asked.push(...commits.map((commit) => commit.slice(0, 1)));
        if (isDown) return Promise.reject(new Error('down'));
        const verdicts = new Map(commits.map((commit) => [commit, 'passed'] as const));
        return Promise.resolve({ verdicts, failure: message('Slow.') });
      },
    };
    const place = { service: 'cart', environment: 'prod' };
    const shown = await probe.ShownDeployments.open(past, place, new AbortController().signal);
    await shown.more(2);
    const told = () => shown.rows.map(({ verdict }) => verdict);
    assert.deepEqual(told(), ['asking', 'asking']);
    await shown.judge();
    assert.deepEqual([told(), shown.left, shown.failure?.text], [['passed', 'passed'], 2, 'Slow.']);
    isDown = true;
    await shown.more(2);
    await assert.rejects(shown.judge(), /down/);
    assert.deepEqual(told(), ['passed', 'passed', 'unknown', 'unknown']);
    assert.deepEqual(asked, ['1', '2', '3', '4']);
    assert.equal(shown.rows[0]?.version, '1.0.0');
  });

  /** Four deployments, of which git alone does not say whether the newest is a hotfix. */
  function aPast() {
    const all = [1, 2, 3, 4].map((at) => aRow({ commit: String(at).repeat(40), at: now - at * hour }).deployment);
    const asked: string[] = [];
    const answers = { landed: undefined as string | undefined, verdicts: new Map<number, string>() };
    const pages = (_: string, _environment: string, _signal: AbortSignal, texts?: ReadonlyMap<string, string>) => {
      let read = 0;
      const kindOf = (commit: string) =>
        texts ? (texts.has(commit) ? ('promotion' as const) : ('hotfix' as const)) : ('untold' as const);
      const rows = all.map((one, at) => (at === 0 ? { ...one, kind: kindOf(one.commit) } : one));
      const next = (count: number) => Promise.resolve(rows.slice(read, (read += count)));
      return Promise.resolve<PastPages>({ head: all[0]?.commit, count: 4, isCut: false, next });
    };
    const past = {
      pages,
      versions: () => Promise.resolve(new Map<string, string>()),
      landed: () => {
        asked.push('landed');
        const texts = new Map([[all[0]?.commit ?? '', 'Promoted-From: …']]);
        return Promise.resolve(
          answers.landed === undefined
            ? { texts, failure: undefined }
            : { texts: new Map<string, string>(), failure: message(answers.landed) },
        );
      },
      verdicts: async (_: string, commits: readonly string[]) => {
        asked.push(...commits.map((commit) => commit.slice(0, 1)));
        await new Promise(setImmediate);
        const said = commits.flatMap((commit) => answers.verdicts.get(Number(commit.slice(0, 1))) ?? [])[0];
        const verdicts = new Map(said === undefined ? commits.map((commit) => [commit, 'passed'] as const) : []);
        return { verdicts, failure: said === undefined ? undefined : message(said) };
      },
    };
    const open = (known?: ReadonlyMap<string, 'passed'>) =>
      probe.ShownDeployments.open(past, { service: 'cart', environment: 'prod' }, new AbortController().signal, known);
    return { past, asked, answers, open };
  }

  it('is there before any forge has answered, and then says what merged pull requests tell', async () => {
    const { open, asked } = aPast();
    const shown = await open();
    await shown.more(2);
    const kinds = () => shown.rows.map(({ deployment }) => deployment.kind);
    assert.deepEqual([kinds(), asked], [['untold', 'promotion'], []]);
    await shown.judge();
    assert.deepEqual(
      [kinds(), asked],
      [
        ['promotion', 'promotion'],
        ['landed', '1', '2'],
      ],
    );
    await shown.more(2);
    await shown.judge();
    assert.deepEqual([kinds().length, asked], [4, ['landed', '1', '2', '3', '4']]);
  });

  it('takes no promotion for a hotfix where the forge does not say, and says why it does not', async () => {
    const { open, answers } = aPast();
    answers.landed = 'Down.';
    const shown = await open();
    await shown.more(2);
    await shown.judge();
    assert.deepEqual([shown.rows[0]?.deployment.kind, shown.failure?.text], ['untold', 'Down.']);
  });

  it('asks twice for nothing, and a page that was told takes back nothing of why another was not', async () => {
    const { open, asked, answers } = aPast();
    answers.verdicts.set(1, 'Down.');
    const shown = await open();
    await shown.more(1);
    await Promise.all([shown.judge(), shown.judge()]);
    await Promise.all([shown.more(1), shown.more(1)]);
    await Promise.all([shown.judge(), shown.judge()]);
    assert.deepEqual(asked, ['landed', '1', '2', '3']);
    assert.equal(shown.failure?.text, 'Down.');
    const again = await open(new Map([['2'.repeat(40), 'passed']]));
    await again.more(2);
    assert.deepEqual(
      again.rows.map(({ verdict }) => verdict),
      ['asking', 'passed'],
    );
  });

  it('keeps the rows of which the versions cannot be read', async () => {
    const { past, open } = aPast();
    past.versions = () => Promise.reject(new Error('gone'));
    const shown = await open();
    await assert.rejects(shown.more(3), /gone/);
    assert.deepEqual([shown.rows.length, shown.left], [3, 1]);
  });
});
