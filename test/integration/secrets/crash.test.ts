import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { base64, Heard, marker } from './search';

const run = promisify(execFile);

describe('What is left of a process that crashed in the midst of Secrets', function () {
  this.timeout(300_000);
  const values = { text: marker(), data: marker(), live: marker() };
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-crash-'));
    await writeFile(
      join(folder, 'desired.yaml'),
      `apiVersion: v1\nkind: Secret\nmetadata: {name: canary}\nstringData: {p: ${values.text}}\ndata: {q: ${base64(values.data)}}\n`,
    );
    const data = { p: base64(values.live), q: base64(values.live) };
    const live = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'canary', uid: 'u' }, data };
    await writeFile(join(folder, 'live.json'), JSON.stringify(live));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  for (const where of ['after', 'within']) {
    it(`its words and Node's report hold no value (${where} the comparison)`, async () => {
      const heard = new Heard();
      const reports = ['--report-uncaught-exception', `--report-directory=${folder}`];
      const script = resolve('test/integration/secrets/crashing.ts');
      const files = [join(folder, 'desired.yaml'), join(folder, 'live.json')];
      const env = { ...process.env, BRANCHLINE_CRASH: where };
      await assert.rejects(
        run(process.execPath, [...reports, '--import', 'tsx/esm', script, ...files], { env }),
        (error: { readonly stdout: string; readonly stderr: string }) => {
          heard.add('output', error.stdout + error.stderr);
          assert.match(error.stderr, /it broke at/);
          return true;
        },
      );
      const [report, ...others] = (await readdir(folder)).filter((name) => name.startsWith('report.'));
      assert.ok(report !== undefined && others.length === 0, 'Node wrote its report');
      heard.add('report', await readFile(join(folder, report), 'utf8'));
      assert.deepEqual(heard.leaks(values), []);
    });
  }
});
