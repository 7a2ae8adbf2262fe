import { parseArgs } from 'node:util';
import { Impossible } from '../bootstrap/output.mjs';
import { dialectNames, type DialectName } from '../../test/lab/forge';
import type { Theme } from '../vscode/settings';
import { scenes, type SceneName } from './scenes';

export interface DemoOptions {
  readonly scenes: readonly SceneName[];
  readonly theme: Theme;
  /** The file to save a picture to; without it the demo keeps living. */
  readonly screenshot: string | undefined;
  /** What the shop runs on. */
  readonly backend: 'embedded' | 'real';
  /** As what the double of a forge speaks. */
  readonly forge: DialectName;
  /** Whether a relay hears of what happens, and tells the editor. */
  readonly relay: boolean;
  readonly help: boolean;
}

export const help = `npm run demo [-- OPTIONS]

Starts a shop of ten services on a forge and two clusters of its own, and opens VS Code with Branchline on it. What is
merged is deployed. Ctrl-C ends everything.

${Object.entries(scenes)
  .map(([name, { summary }]) => `  --${name.padEnd(20)}${summary}`)
  .join('\n')}
  --real                on Kubernetes and Gitea themselves, built once with Go, in place of doubles of them
  --relay               with a relay, which the forge tells by webhook and the editor follows
  --forge KIND          on a forge that speaks as GitHub (github), GitLab (gitlab), Azure DevOps (azure), Bitbucket
                        Cloud (bitbucket) or Data Center (bitbucketDataCenter) does (default: gitea)
  --theme light|dark    the colours of the editor (default: dark)
  --screenshot FILE     saves a picture of the settled editor as PNG, and ends
  --help                shows this
`;

/** @throws Impossible, where an option is unknown or has a value that it does not take */
export function parseOptions(args: readonly string[]): DemoOptions {
  const { values } = parse(args);
  if (values.theme !== 'light' && values.theme !== 'dark') throw new Impossible('--theme takes light or dark.');
  const forge = dialectNames.find((known) => known === values.forge);
  if (!forge) throw new Impossible(`--forge takes ${dialectNames.join(', ')}.`);
  if (values.real && forge !== 'gitea') throw new Impossible('With --real the forge is Gitea.');
  const played = (Object.keys(scenes) as SceneName[]).filter((name) => values[name]);
  return {
    scenes: played,
    theme: values.theme,
    screenshot: values.screenshot,
    relay: values.relay,
    backend: values.real ? 'real' : 'embedded',
    forge,
    help: values.help,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        loop: { type: 'boolean', default: false },
        drift: { type: 'boolean', default: false },
        'failing-pipeline': { type: 'boolean', default: false },
        rollback: { type: 'boolean', default: false },
        real: { type: 'boolean', default: false },
        relay: { type: 'boolean', default: false },
        forge: { type: 'string', default: 'gitea' },
        theme: { type: 'string', default: 'dark' },
        screenshot: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new Impossible(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
  }
}
