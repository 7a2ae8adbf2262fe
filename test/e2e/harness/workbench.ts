import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { closeChromium, openChromium } from '../../../scripts/browser/chromium';
import { startCodeServer, type CodeServer, type ServerOptions } from '../../../scripts/vscode/server';
import { quietSettings, type Theme } from '../../../scripts/vscode/settings';
import { Dialog } from './dialog';
import { Editor } from './editor';
import { eventually, patienceMs } from './eventually';
import { Notifications } from './notifications';
import { Problems } from './problems';
import { QuickInput } from './quickInput';
import { StatusBar } from './statusBar';
import { Tree } from './tree';

export interface WorkbenchOptions extends Partial<ServerOptions> {
  /** The folder to open. */
  readonly workspace: string;
  readonly theme?: Theme;
  /** A folder that keeps what the browser writes. */
  readonly profile?: string;
}

const stillMs = 2_000;
const evidenceFolder = resolve('out/e2e');

/** A real VS Code in a real browser, with a hand for each part of the screen. */
export class Workbench {
  readonly quickInput: QuickInput;
  readonly notifications: Notifications;
  readonly dialog: Dialog;
  readonly statusBar: StatusBar;
  readonly editor: Editor;
  readonly problems: Problems;
  private readonly consoleLines: string[] = [];

  private constructor(
    private readonly server: CodeServer,
    readonly page: Page,
  ) {
    this.quickInput = new QuickInput(page);
    this.notifications = new Notifications(page);
    this.dialog = new Dialog(page);
    this.statusBar = new StatusBar(page);
    this.editor = new Editor(page);
    this.problems = new Problems(page, this.quickInput);
    page.on('console', (message) => this.consoleLines.push(`[${message.type()}] ${message.text()}`));
  }

  /**
   * Starts server and browser, opens the folder and waits until the workbench is there. Opens Branchline itself, in
   * quiet settings, where the options name nothing else.
   */
  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const { workspace, theme = 'dark', settings = {}, extension = process.cwd(), profile, ...rest } = options;
    const server = await startCodeServer({ ...rest, extension, settings: { ...quietSettings(theme), ...settings } });
    const page = await openChromium({ width: 1440, height: 900 }, profile).catch(async (error: unknown) => {
      await server.stop();
      throw error;
    });
    const workbench = new Workbench(server, page);
    try {
      await page.goto(server.address(workspace));
      await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: patienceMs });
      return workbench;
    } catch (error) {
      await workbench.keepEvidence('opening');
      await workbench.dispose();
      throw error;
    }
  }

  /** A tree view of the open side bar, by its title. */
  tree(title: string): Tree {
    return new Tree(this.page, title);
  }

  /** Shows a container of the activity bar, by its title. */
  async showContainer(title: string): Promise<void> {
    const tab = this.page.locator('.part.activitybar').getByRole('tab', { name: title }).first();
    await tab.waitFor({ timeout: patienceMs });
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
  }

  /** Waits until nothing has moved for two seconds and nothing shows that it is still at work. */
  async settled(): Promise<void> {
    let before = '';
    let since = performance.now();
    await eventually('the screen comes to rest', async () => {
      const busy = await this.page.locator('.codicon-modifier-spin:visible, .monaco-progress-container.active').count();
      const now = await this.page.locator('.monaco-workbench').innerText();
      if (busy > 0 || now !== before) since = performance.now();
      before = now;
      return performance.now() - since > stillMs;
    });
  }

  /** Saves a picture as `out/e2e/NAME.png`. */
  async screenshot(name: string): Promise<string> {
    await mkdir(evidenceFolder, { recursive: true });
    const path = join(evidenceFolder, `${name}.png`);
    await this.page.screenshot({ path, animations: 'disabled' }); // what fades in is there
    return path;
  }

  /** Keeps what explains a failure: a picture, the browser's console, the logs of the server and the extension host. */
  async keepEvidence(name: string): Promise<void> {
    const folder = join(evidenceFolder, name.replaceAll(/[^\w-]+/g, '-'));
    await rm(folder, { recursive: true, force: true }); // that of an earlier run
    await mkdir(folder, { recursive: true });
    await Promise.all([
      this.page.screenshot({ path: join(folder, 'screen.png') }),
      writeFile(join(folder, 'console.log'), this.consoleLines.join('\n')),
      writeFile(join(folder, 'server.log'), this.server.output()),
      this.server.copyLogs(join(folder, 'logs')),
    ]);
  }

  /** Ends browser and server. */
  async dispose(): Promise<void> {
    await closeChromium(this.page);
    await this.server.stop();
  }
}
