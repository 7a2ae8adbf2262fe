import assert from 'node:assert/strict';
import type { PullRequest } from '../../../src/core/forge/types';
import { withoutRecords } from '../../../src/core/promotion/record/trailers';
import { trainId, trainLines } from '../../../src/core/train/manifestText';
import { trainPart } from '../../../src/core/train/part';
import { ofTrain, takenBy, trainIn } from '../../../src/core/train/trainIn';
import { aTrain, shaOf } from './build';

const edge = { from: 'dev', to: 'test' };
const manifest = aTrain([['cart', 'payment'], ['checkout']]);
const id = trainId(manifest);
const tree = shaOf('cart', 'test', 'tree');
const part = trainPart(manifest, 'cart', tree);

/** As we write it; `shown` stands above what is hidden. */
function body(trailers: readonly string[] = part.trailers, shown = ''): string {
  const record = [`Promoted-From: dev@${shaOf('source')}`, `Promotion-Target: test@${shaOf('base')}`];
  return [shown, '', '<!-- branchline promotion dev test', ...record, ...trailers, '-->'].join('\n');
}

function pullRequest(more: Partial<PullRequest> & { readonly branch?: string } = {}): PullRequest {
  const { branch = 'promote/dev-to-test/1234567890', ...rest } = more;
  return {
    number: 1,
    title: '',
    body: body(),
    state: 'open',
    head: { branch, commit: shaOf('head') },
    base: { branch: 'test', commit: shaOf('base') },
    author: 'ada',
    webUrl: '',
    mergeable: 'yes',
    updatedAt: '',
    ...rest,
  };
}

describe('the train of a pull request', () => {
  it('is told by each of them whole', () => {
    assert.deepEqual(trainIn(pullRequest(), edge), { id, manifest, promised: tree });
    assert.match(part.line, /wave 1 of 2, together with `payment`/);
  });

  it('is told by none that is not ours, of another edge, or from elsewhere', () => {
    const foreign: readonly PullRequest[] = [
      pullRequest({ branch: 'dev' }),
      pullRequest({ branch: 'people/promote' }),
      pullRequest({ branch: 'promote/fork:promote/dev-to-test/1234567890' }),
      pullRequest({ branch: 'eve/cart:promote/dev-to-test/1234567890' }),
      pullRequest({ body: trainLines(manifest).join('\n') }),
      pullRequest({ body: body([], trainLines(manifest).join('\n')) }),
      pullRequest({ body: body(part.trailers).replace('promotion dev test', 'promotion dev prod') }),
      pullRequest({ body: body(trainLines(manifest)) }),
      pullRequest({ body: body([...trainLines(aTrain([['cart']])), ...part.trailers]) }),
    ];
    for (const one of foreign) assert.equal(trainIn(one, edge), undefined, `${one.head.branch}\n${one.body}`);
    assert.equal(trainIn(pullRequest(), { from: 'test', to: 'prod' }), undefined);
  });

  it('of several the one that landed counts, then the open one, then the newest that was closed', () => {
    const all = [
      pullRequest({ number: 1, state: 'closed' }),
      pullRequest({ number: 2, state: 'closed' }),
      pullRequest({ number: 3 }),
      pullRequest({ number: 4, state: 'merged' }),
      pullRequest({ number: 5, state: 'merged', body: body(trainPart(aTrain([['cart']]), 'cart', tree).trailers) }),
    ];
    const numbers = [all, all.slice(0, 3), all.slice(0, 2)].map((some) => ofTrain(id, edge, some)?.pullRequest.number);
    assert.deepEqual(numbers, [4, 3, 2]);
  });

  it('the way is taken by who is not of the train: ours of none, of another, with a spoilt text, or a person of the source', () => {
    const others = [
      pullRequest({ body: body([]) }),
      pullRequest({ body: body(trainPart(aTrain([['cart']]), 'cart', tree).trailers) }),
      pullRequest({ body: body().replace('Train-Car: 1 cart', 'Train-Car: 1 cars') }),
      pullRequest({ branch: 'dev', body: '' }),
    ];
    for (const one of others) assert.equal(takenBy(id, edge, [pullRequest(), one]), one, one.body);
    assert.equal(takenBy(id, edge, [pullRequest(), pullRequest({ branch: 'hotfix', body: '' })]), undefined);
    assert.equal(takenBy(undefined, edge, [pullRequest()])?.number, 1);
  });

  it('no text that is shown can be taken for what says it', () => {
    for (const line of trainLines(manifest)) assert.equal(withoutRecords(line), ` ${line}`);
  });
});
