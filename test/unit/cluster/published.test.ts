import assert from 'node:assert/strict';
import { live } from './builders';
import { published, publishedKinds } from './published';

describe('the definitions that engines publish', () => {
  it('are there of every kind that is read', () => {
    for (const kind of ['Application', 'AppProject', 'Rollout', 'AnalysisRun']) {
      assert.ok(publishedKinds().includes(`argoproj.io/v1alpha1/${kind}`), kind);
    }
    for (const kind of [
      'source.toolkit.fluxcd.io/v1/GitRepository',
      'source.toolkit.fluxcd.io/v1/OCIRepository',
      'kustomize.toolkit.fluxcd.io/v1/Kustomization',
      'kargo.akuity.io/v1alpha1/Stage',
      'promoter.argoproj.io/v1alpha1/PromotionStrategy',
    ]) {
      assert.ok(publishedKinds().includes(kind), kind);
    }
  });

  it('refuse a field that they do not have, a value of another type, and a word that is none of theirs', () => {
    const bad = [
      { status: { phaze: 'Healthy' } },
      { status: { observedGeneration: 4 } },
      { spec: { strategy: { canary: { steps: 3 } } } },
    ];
    for (const body of bad)
      assert.throws(() => published(live('Rollout', 'web', body)), /argoproj\.io\/v1alpha1\/Rollout: /);
    const state = { environments: [{ branch: 'prod', pullRequest: { state: 'landed' } }] };
    const strategy = {
      ...live('PromotionStrategy', 'cart', { status: state }),
      apiVersion: 'promoter.argoproj.io/v1alpha1',
    };
    assert.throws(() => published(strategy), /allowed values/);
  });
});
