/** `npm run demo`: a shop of ten services, and VS Code with Branchline on it. See `--help`. */
import { setTimeout as pause } from 'node:timers/promises';
import { startLab, type Lab } from '../../test/lab';
import { toldForges } from '../../test/lab/forge';
import { runTask, say, step } from '../bootstrap/output.mjs';
import { ensureChromium } from '../browser/chromium';
import { build } from '../build/bundle';
import { openEditor, prepareEditor } from '../demo/editor';
import { help, parseOptions, type DemoOptions } from '../demo/options';
import { takePicture } from '../demo/picture';
import { scenes } from '../demo/scenes';
import { untilStopped } from '../processes/untilStopped';
import { installCodeServer } from '../vscode/codeServer';
import type { ServerOptions } from '../vscode/server';
import { quietSettings } from '../vscode/settings';

/** Long enough to be seen running, short enough to be waited for. */
const deployMs = 4_000;
/** How long whatever was started may take to end by itself. */
const endMs = 10_000;

/** What has been started, each with how it ends; the last is ended first. */
const started: (() => Promise<unknown>)[] = [];

await runTask(async () => {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) console.log(help);
  else await Promise.race([untilStopped(), demo(options)]);
});
for (const end of started.reverse()) {
  // What never came up has said so above; what takes longer ends with this process.
  await Promise.race([end().catch(() => undefined), pause(endMs)]);
}
process.exit(); // what Ctrl-C has interrupted goes no further

async function demo(options: DemoOptions): Promise<void> {
  const { backend, forge } = options;
  const stopping = new AbortController();
  const progress = (line: string): void => say(`  ${line}`);
  // The loop needs images, and pipelines whose last step looks at the whole environment.
  const whole = options.scenes.includes('loop') ? { registry: true, verify: true } : {};
  const lab = step('Starting the lab', () =>
    startLab({ backend, forge, deployMs, progress, ...whole, relay: options.relay, signal: stopping.signal }),
  );
  started.push(() => {
    stopping.abort();
    return lab.then((running) => running.dispose());
  });
  await Promise.all([
    lab,
    options.screenshot === undefined ? prepareEditor() : Promise.all([installCodeServer(), ensureChromium()]),
    step('Building Branchline', () => build({ mode: 'production' })),
  ]);
  await (options.screenshot === undefined ? show(await lab, options) : picture(await lab, options.screenshot, options));
}

async function show(lab: Lab, options: DemoOptions): Promise<void> {
  const opening = step('Opening VS Code', () => openEditor(lab.workspace, editorOptions(lab, options)));
  started.push(() => opening.then((editor) => editor.stop()));
  const { place, closed } = await opening;
  say(`\nVS Code: ${place}\nForge:   ${lab.forge.url}`);
  if (lab.relay) say(`Relay:   ${lab.relay.url} (what it has told: see the tooltip in the status bar)`);
  say('Press the Branchline icon at the left. Ctrl-C ends everything.\n');
  await playScenes(lab, options);
  await closed;
}

async function picture(lab: Lab, file: string, options: DemoOptions): Promise<void> {
  await takePicture({
    workspace: lab.workspace,
    file,
    options: editorOptions(lab, options),
    play: () => playScenes(lab, options),
  });
  say(`The picture is in ${file}`);
}

function editorOptions(lab: Lab, { theme, forge }: DemoOptions): ServerOptions {
  const relay = lab.relay ? { 'branchline.relay.url': lab.relay.url } : {};
  const forges = { 'branchline.forges': toldForges(forge, lab.forge.url) };
  return { extension: process.cwd(), settings: { ...quietSettings(theme), ...relay, ...forges }, env: lab.environment };
}

async function playScenes(lab: Lab, { scenes: names }: DemoOptions): Promise<void> {
  for (const name of names) say(`• ${await scenes[name].play(lab, (line) => say(`  ${line}`))}`);
}
