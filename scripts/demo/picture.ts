import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { step } from '../bootstrap/output.mjs';
import { eventually } from '../../test/e2e/harness/eventually';
import { Workbench } from '../../test/e2e/harness/workbench';
import type { ServerOptions } from '../vscode/server';

export interface Picture {
  readonly workspace: string;
  readonly file: string;
  readonly options: ServerOptions;
  /** What happens once the editor is open, before the picture is taken. */
  readonly play: () => Promise<void>;
}

/** Saves a picture of the editor in a headless browser, with Branchline's tree and a manifest open. */
export async function takePicture({ workspace, file, options, play }: Picture): Promise<void> {
  const workbench = await step('Opening VS Code in a headless browser', () =>
    Workbench.open({ ...options, workspace }),
  );
  try {
    await workbench.quickInput.openFile('cart/deployment.yaml');
    await workbench.showContainer('Branchline');
    await step('Looking at the fleet', () => fleetIsKnown(workbench));
    await play();
    await step('Looking at what has happened', () => fleetIsKnown(workbench));
    const fleet = workbench.tree('Fleet');
    await fleet.expand(/^cart\./);
    await fleet.expand(/^cart, prod\./);
    await workbench.page.mouse.move(0, 0); // no tooltip in the picture
    await step('Waiting for the picture to settle', () => workbench.settled());
    await mkdir(dirname(resolve(file)), { recursive: true });
    await workbench.page.screenshot({ path: file });
  } finally {
    await workbench.dispose();
  }
}

/** Every pipeline has been asked for: the status bar counts none as unknown. */
async function fleetIsKnown({ statusBar }: Workbench): Promise<void> {
  await eventually(
    'every pipeline is known',
    async () => {
      const item = (await statusBar.items()).find(({ aria }) => aria.includes('Branchline pipelines'));
      return item !== undefined && !/unknown/.test(item.aria);
    },
    { timeoutMs: 90_000 },
  );
}
