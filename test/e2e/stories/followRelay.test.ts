import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { buildCli } from '../../integration/cli/builtCli';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { RelayProcess } from '../../lab/relay/process';
import { relayToken } from '../../lab/relay/relay';
import { secret } from '../../unit/relay/deliveries';
import { eventually } from '../harness/eventually';
import { askForge } from '../harness/forge';
import { withWorkbench } from '../harness/story';

/** A team runs a relay, and an editor follows it: nothing is asked of the forge until something happens there. */
describe('Following a relay', function () {
  this.timeout(240_000);
  let [lab, folder]: [Lab | undefined, string] = [undefined, ''];
  let relay: RelayProcess | undefined;
  const theLab = (): Lab => lab!;
  const theRelay = (): RelayProcess => relay!;

  before(async () => {
    lab = await startLab({ services: ['cart', 'web'], deployMs: 100, backend: 'embedded' });
    folder = await mkdtemp(join(tmpdir(), 'branchline-relay-story-'));
    const { host } = new URL(lab.forge.url);
    const configure = (port: number) =>
      writeFileSync(
        join(folder, 'relay.yaml'),
        `version: 1
listen: { host: 127.0.0.1, port: ${port}, adminHost: 127.0.0.1, adminPort: 0 }
forges:
  - { host: "${host}", kind: gitea, api: "${lab?.forge.url}/api/v1", secrets: [{ env: HOOK }], repositories: ["${lab?.forge.owner}/*"] }
tokens:
  - { name: team, secret: { env: RELAY_TOKEN }, repositories: ["${host}/${lab?.forge.owner}/*"] }
`,
      );
    configure(0);
    relay = await new RelayProcess(await buildCli(folder), 'relay.yaml', folder).start();
    configure(relay.port);
    await lab.forge.addHook({
      url: `http://127.0.0.1:${relay.port}/v1/hooks/${encodeURIComponent(host)}`,
      secret,
      events: ['push', 'pull_request', 'status'],
    });
  });
  after(async () => {
    await relay?.kill();
    await lab?.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const workbench = withWorkbench(() => {
    const url = `http://127.0.0.1:${theRelay().port}`;
    return {
      workspace: theLab().workspace,
      env: { ...theLab().environment, BRANCHLINE_RELAY: url, BRANCHLINE_RELAY_TOKEN: relayToken },
      settings: { 'branchline.relay.url': url },
    };
  });
  const fleet = () => workbench().tree('Fleet');
  /** What the status bar tells of the fleet, once it tells that of the relay. */
  const told = (words: RegExp) => workbench().statusBar.hover(words);
  const post = (service: string, commit: string, state: 'success' | 'failure') =>
    theLab().forge.postStatus(service, commit, 'e2e', state, state);
  const push = async (state: 'success' | 'failure') => {
    const edits = { 'README.md': `${state} ${Date.now()}\n` };
    await post('web', await theLab().forge.commit('web', 'dev', `It is a ${state}`, edits), state);
  };
  /** A fresh push is looked at closely, until a webhook tells how its pipeline went. */
  const tellOfAllPipelines = async () => {
    for (const service of theLab().services) {
      const branches = (await askForge(theLab(), `${service}/branches`)) as { name: string; commit: { id: string } }[];
      for (const { commit } of branches) await post(service, commit.id, 'success');
    }
  };

  it('is told in the status bar', async () => {
    await workbench().showContainer('Branchline');
    await fleet().row(/^web\. .*to promote/);
    await told(/Told by the relay 127\.0\.0\.1/);
    await workbench().screenshot('relay-followed');
  });

  it('asks the forge for nothing while nothing happens, and shows what happens at once', async () => {
    await fleet().expand(/^web\./);
    await tellOfAllPipelines();
    // All is read once after it begins to be told. Then nothing, where rows on screen are looked at every 12.5 seconds without a relay.
    const asked = () => theLab().forge.askedByDeveloper().length;
    const before = await eventually('nothing is asked for half a minute', async () => {
      const from = asked();
      await pause(30_000);
      return asked() === from ? from : undefined;
    });
    await push('failure');
    await fleet().row(/^web, dev\. The pipeline failed/);
    await workbench().screenshot('relay-told');
    const more = theLab().forge.askedByDeveloper().slice(before);
    assert.ok(more.length > 0 && more.every((path) => !path.includes('/cart/')), more.join('\n'));
  });

  it('says that the relay is away, and looks by itself meanwhile', async () => {
    await theRelay().kill();
    await told(/The relay 127\.0\.0\.1.* is away/);
    await workbench().screenshot('relay-away');
    await push('success');
    await fleet().row(/^web, dev\. The pipeline passed/);
  });

  it('follows again once it is back', async () => {
    await theRelay().start();
    await told(/Told by the relay 127\.0\.0\.1/);
    await workbench().screenshot('relay-back');
    await push('failure');
    await fleet().row(/^web, dev\. The pipeline failed/);
    await eventually('it was told', async () => (await theRelay().figure('branchline_relay_events_sent_total')) > 0);
  });
});
