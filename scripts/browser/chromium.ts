import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Page, type ViewportSize } from 'playwright-core';
import { Impossible, step } from '../bootstrap/output.mjs';

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

const wellKnown: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((name) => {
    const folder = process.env[name];
    if (!folder) return [];
    return ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'].map((path) =>
      join(folder, path),
    );
  }),
};

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A page of a headless Chromium, which is installed on Debian where there is none and it may. The browser ends with this
 * process, or by `closeChromium`.
 *
 * @param profile a folder that keeps whatever the browser writes; without it nothing stays
 */
export async function openChromium(viewport: ViewportSize, profile?: string): Promise<Page> {
  const options = { executablePath: await ensureChromium(), args: flags };
  if (profile === undefined) return (await chromium.launch(options)).newPage({ viewport });
  const context = await chromium.launchPersistentContext(profile, { ...options, viewport });
  return context.pages()[0] ?? context.newPage();
}

/** Ends the browser of a page. */
export async function closeChromium(page: Page): Promise<void> {
  const context = page.context();
  await context.close();
  await context.browser()?.close();
}

/**
 * The path of a browser of the Chromium family.
 *
 * @throws Impossible, saying what to do, where there is none and none can be installed
 */
export async function ensureChromium(): Promise<string> {
  const found = findChromium() ?? ((await installOnDebian()) ? findChromium() : undefined);
  if (found) return found;
  throw new Impossible('No browser of the Chromium family was found: install Chromium, or set CHROME_PATH to one.');
}

function findChromium(): string | undefined {
  const named = process.env['CHROME_PATH'];
  if (named && !existsSync(named)) throw new Impossible(`CHROME_PATH names ${named}, which is not there.`);
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const onPath = commands.flatMap((command) => folders.map((folder) => join(folder, command)));
  return named ?? [...onPath, ...(wellKnown[process.platform] ?? [])].find((path) => existsSync(path));
}

async function installOnDebian(): Promise<boolean> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  const aptGet = (...args: string[]) =>
    promisify(execFile)('apt-get', args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  try {
    await step('Installing Chromium (apt-get)', async () => {
      await aptGet('update');
      await aptGet('install', '-y', '--no-install-recommends', 'chromium');
    });
    return true;
  } catch {
    return false; // the caller says what a person can do
  }
}
