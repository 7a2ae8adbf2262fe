import { strict as assert } from 'node:assert';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runCli } from '../../../src/cli/run';
import { pkt, sha } from './hostileServer';

const escape = '\u001b[31mevil\u001b[0m';
const first = (name: string) => pkt(`${sha} ${name}\0side-band-64k symref=HEAD:refs/heads/--output=evil\n`);
const ref = (name: string) => pkt(`${sha} ${name}\n`);

/** What the far side says before it hangs up. */
const answers: Readonly<Record<string, string | Buffer>> = {
  nothing: '',
  noise: Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 37) % 256)),
  greeting: `Welcome to ${escape}\n`,
  html: '<html><script>1</script></html>',
  torn: '00ff',
  wrongLength: 'fffe',
  negative: '-001',
  error: pkt(`ERR ${escape}\n`),
  flushOnly: '0000',
  version2AndNoMore: `${pkt('version 2\n')}0000`,
  names:
    first('refs/heads/--upload-pack=evil') +
    ['refs/heads/../../evil', 'refs/heads/.lock', 'refs/heads/$(evil)', 'dev'].map(ref).join('') +
    '0000',
  control: `${first('refs/heads/dev')}${ref(`refs/heads/dev${escape}`)}0000`,
  objectsThatAreNotThere: `${first('refs/heads/dev')}${ref('refs/heads/test')}0000`,
};

/** What it says without an end, and what it says nothing of. */
const endless: Readonly<Record<string, string>> = {
  silence: 'exec sleep 4711',
  oneRefAfterAnother: `printf '%s' '${first('refs/heads/dev').replace('\0', ' ')}'; while :; do printf '%s' '${ref('refs/heads/x')}'; sleep 0.2; done`,
  refs: `printf '%s' '${first('refs/heads/dev').replace('\0', ' ')}'; exec yes '${ref('refs/heads/x').trim()}'`,
  noiseForEver: 'exec yes 4711',
  quarrel: 'exec yes 4711 >&2',
  child: 'sleep 4711 & exec sleep 4711',
};

/** The far side of ssh is a server like any other: nothing that it says is believed, shown raw, or waited for. Source: docs/security.md. */
describe('a hostile server behind ssh', function () {
  this.timeout(120_000);
  let top: string;
  const kept = { ...process.env };

  before(() => {
    top = mkdtempSync(join(tmpdir(), 'branchline-far-'));
    mkdirSync(join(top, 'says'));
    for (const [name, bytes] of Object.entries(answers)) writeFileSync(join(top, 'says', name), bytes);
    const cases = Object.entries(endless).map(([name, script]) => `  */${name}.git*) ${script} ;;\n`);
    const script = `#!/bin/sh\nfor last; do :; done\necho "$last" >> '${top}/asked'\ncase "$last" in\n${cases.join('')}esac
name=\${last##*/}; name=\${name%.git*}
printf '\\033[31mevil\\033[0m password=canary-4711\\n' >&2
cat '${top}/says/'"$name"\nexit 255\n`;
    writeFileSync(join(top, 'ssh'), script);
    chmodSync(join(top, 'ssh'), 0o755);
    process.env['GIT_SSH_COMMAND'] = join(top, 'ssh');
    process.env['GIT_SSH_VARIANT'] = 'ssh';
  });
  after(() => {
    for (const name of ['GIT_SSH_COMMAND', 'GIT_SSH_VARIANT']) {
      if (kept[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = kept[name];
    }
    rmSync(top, { recursive: true, force: true });
  });

  const address = (name: string) => `ssh://git@git.example.com/shop/${name}.git`;

  async function run(args: readonly string[], signal: AbortSignal): Promise<{ code: number; said: string }> {
    const said: string[] = [];
    const code = await runCli(args, {
      environment: { BRANCHLINE_CACHE: join(top, 'cache', ...args.slice(0, 1)), KUBECONFIG: join(top, 'none') },
      folder: top,
      signal,
      print: (text) => said.push(text),
      warn: (text) => said.push(text),
    });
    return { code, said: said.join('\n') };
  }

  function commands(name: string): readonly (readonly string[])[] {
    const catalog = join(top, `${name}.yaml`);
    const environments = 'environments: [{ name: dev }, { name: test }]';
    const services = `services: [{ name: evil, repository: "${address(name)}" }]`;
    writeFileSync(catalog, `version: 1\n${environments}\n${services}\n`);
    return [
      ['plan', '--repo', address(name), '--from', 'dev', '--to', 'test'],
      ['history', '--repo', address(name), '--branch', 'dev'],
      ['status', '--catalog', catalog, '--timeout', '10'],
    ];
  }

  /** Processes that the far side is played by; where that can be told. */
  function left(): readonly string[] {
    if (process.platform !== 'linux') return [];
    return readdirSync('/proc').flatMap((entry) => {
      try {
        const line = /^\d+$/.test(entry) ? readFileSync(`/proc/${entry}/cmdline`, 'utf8') : '';
        return line.includes(`${top}/ssh`) || /^(?:sleep|yes)\W4711/.test(line) ? [line.replaceAll('\0', ' ')] : [];
      } catch {
        return []; // it has ended
      }
    });
  }

  for (const name of Object.keys(answers)) {
    it(`${name}: each command ends with an error that says so, and shows nothing raw`, async () => {
      for (const args of commands(name)) {
        const { code, said } = await run(args, new AbortController().signal);
        assert.equal(code, 1, `${args.join(' ')}: ${said}`);
        assert.match(said, /\w/);
        assert.doesNotMatch(said, /\u001b|\u0000|canary/); // eslint-disable-line no-control-regex
      }
      assert.deepEqual(left(), []);
    });
  }

  for (const name of Object.keys(endless)) {
    it(`${name}: is not waited for once somebody wants to stop, and nothing of it is left`, async () => {
      const stop = new AbortController();
      const [args = []] = commands(name);
      const running = run(args, stop.signal);
      await pause(1_500);
      assert.match(readFileSync(join(top, 'asked'), 'utf8'), new RegExp(`/${name}\\.git`));
      stop.abort();
      const { code } = await running;
      assert.notEqual(code, 0);
      for (let waited = 0; left().length > 0 && waited < 5_000; waited += 50) await pause(50);
      assert.deepEqual(left(), []);
    });
  }
});
