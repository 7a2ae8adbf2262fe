import { ensureChromium } from '../browser/chromium';
import { build } from '../build/bundle';
import { packVsix } from '../build/package';
import { Impossible } from '../bootstrap/output.mjs';
import { installCodeServer } from '../vscode/codeServer';
import { oneFailed, onePassed, oneSkipped } from './counts';
import { runEditorSuite } from './editorSuite';
import { runMocha } from './mochaRun';
import type { Stage, StageResult } from './stages';
import type { Output } from './tool';

/** Longer than what a story waits for at a time, so that it is the story which says what did not come. */
export const storyTimeoutMs = 400_000;

/** What needs the built extension in a real VS Code, in a real browser. */
export function editorStages(output: Output, args: readonly string[] = []): readonly Stage[] {
  return [
    {
      title: 'Bundle',
      run: async () => ({ counts: onePassed, notes: sizes((await build({ mode: 'production' })).files) }),
    },
    { title: 'Suite in the extension host', run: () => withEditor(runEditorSuite) },
    {
      title: 'Stories in VS Code',
      run: () =>
        withEditor(() => runMocha('stories', { output, args: ['--timeout', String(storyTimeoutMs), ...args] })),
    },
  ];
}

/** The package that ships, within its size. */
export const packageStage: Stage = {
  title: 'Package (vsix)',
  run: async () => {
    const { file, sizeBytes } = await packVsix();
    return { counts: onePassed, notes: [`${file}: ${(sizeBytes / 1024).toFixed(0)} KiB`] };
  },
};

/** Where no browser or editor can be had, the stage is skipped and says why; in continuous integration it fails. */
export async function withEditor(run: () => Promise<StageResult>): Promise<StageResult> {
  try {
    await Promise.all([ensureChromium(), installCodeServer()]);
  } catch (error) {
    if (!(error instanceof Impossible)) throw error;
    return { counts: process.env['CI'] === 'true' ? oneFailed : oneSkipped, notes: [error.message] };
  }
  return run();
}

function sizes(files: readonly { file: string; sizeBytes: number }[]): string[] {
  return files.slice(0, 4).map(({ file, sizeBytes }) => `${(sizeBytes / 1024).toFixed(0).padStart(6)} KiB  ${file}`);
}
