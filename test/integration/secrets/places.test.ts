import assert from 'node:assert/strict';
import { ForgeWorld } from '../promotion/forgeWorld';
import { CanaryRun } from './canaryRun';
import { doubtfulPlaces, secretPlaces } from './places';
import { Heard } from './search';

const groups = { 'all that can be read': secretPlaces, 'what makes its tree doubtful': doubtfulPlaces };

describe('No command tells a secret, wherever a repository keeps it', function () {
  this.timeout(900_000);

  for (const [name, places] of Object.entries(groups)) {
    describe(name, () => {
      const run = new CanaryRun(places);
      before(() => run.run());
      after(() => {
        run.dispose();
      });

      it('in whatever form', () => {
        assert.deepEqual(run.heard.leaks(run.canaries), []);
      });

      it('and what is none is shown beside it', () => {
        const said = (command: string) =>
          run.heard.texts.filter(([where]) => where.startsWith(`branchline ${command}`));
        for (const command of ['plan', 'promote'])
          assert.ok(
            said(command).some(([, text]) => /image/.test(text) && /v2/.test(text)),
            command,
          );
        if (places === secretPlaces) assert.ok(said('promote').some(([, text]) => /^ *\+ {2}image: v2$/m.test(text)));
        assert.ok(said('rollback').some(([, text]) => text.includes('@@')));
        for (const command of ['status', 'drift', 'history', 'update'])
          assert.notEqual(said(command).length, 0, command);
      });

      it('and this would find one', () => {
        const [canary = '', value = ''] = Object.entries(run.canaries)[0] ?? [];
        run.heard.add('a control', `=${Buffer.from(`x${value}`).toString('base64url')}=`);
        assert.deepEqual(
          run.heard.leaks(run.canaries).map((leak) => leak.split(':')[0]),
          [`${canary} in a control`],
        );
      });
    });
  }

  it('nor does a pull request', async () => {
    const run = new CanaryRun([...secretPlaces, ...doubtfulPlaces]);
    const world = await ForgeWorld.start();
    const heard = new Heard();
    try {
      await world.commit('dev', 'Old', run.version('old'));
      heard.add('promote', await world.promote());
      const [first] = world.open();
      await world.land(first?.number, 'squash');
      await world.commit('dev', 'Next', run.version('next'));
      heard.add('promote again', await world.promote());
      const back = ['--repo', world.url, '--branch', 'test', '--undo', 'test'];
      heard.add('rollback', await world.cli('ada', 'rollback', ...back));
      const { forge, repository } = world;
      const found = forge.pullRequests(repository);
      assert.equal(found.length, 3);
      heard.add('pull requests', found);
      for (const { number } of found) heard.add('comments', await world.comments(number));
      heard.add('commits', await world.git('log', '--all', '--format=%B'));
      assert.ok(heard.texts.some(([where, text]) => where === 'pull requests' && text.includes('p0/')));
      assert.deepEqual(heard.leaks(run.canaries), []);
    } finally {
      run.dispose();
      await world.end();
    }
  });
});
