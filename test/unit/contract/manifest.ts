import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const menuEntry = z.object({ command: z.string(), when: z.string().optional() });
const choices = z.object({
  type: z.string(),
  enum: z.array(z.string()).optional(),
  enumDescriptions: z.array(z.string()).optional(),
});
const setting = z.object({
  scope: z.string(),
  markdownDescription: z.string(),
  default: z.unknown(),
  items: choices.optional(),
});

/** package.json, as far as the code has to agree with it. */
export const manifest = z
  .object({
    version: z.string(),
    activationEvents: z.array(z.string()),
    engines: z.object({ vscode: z.string() }),
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
    capabilities: z.object({ untrustedWorkspaces: z.object({ restrictedConfigurations: z.array(z.string()) }) }),
    contributes: z.object({
      commands: z.array(
        z.object({ command: z.string(), title: z.string(), category: z.string(), enablement: z.string().optional() }),
      ),
      menus: z.record(z.string(), z.array(menuEntry)),
      views: z.record(z.string(), z.array(z.object({ id: z.string(), name: z.string() }))),
      viewsWelcome: z.array(z.object({ view: z.string(), contents: z.string(), when: z.string() })),
      keybindings: z.array(z.object({ command: z.string(), key: z.string(), mac: z.string(), when: z.string() })),
      walkthroughs: z.array(
        z.object({
          steps: z.array(
            z.object({ media: z.object({ markdown: z.string() }), completionEvents: z.array(z.string()) }),
          ),
        }),
      ),
      yamlValidation: z.array(z.object({ fileMatch: z.array(z.string()), url: z.string() })),
      colors: z.array(z.object({ id: z.string(), description: z.string() })),
      configuration: z.object({ properties: z.record(z.string(), setting) }),
    }),
  })
  .parse(JSON.parse(manifestText()));

export const { contributes } = manifest;

/** The English texts of package.json by their keys. */
export const nls = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync('package.nls.json', 'utf8')));

/** Every `when` and `enablement`. */
export const conditions: readonly string[] = [
  ...Object.values(contributes.menus).flat(),
  ...contributes.viewsWelcome,
  ...contributes.keybindings,
  ...contributes.commands.map(({ enablement }) => ({ when: enablement })),
].flatMap(({ when }) => when ?? []);

export function manifestText(): string {
  return readFileSync('package.json', 'utf8');
}

/** All sources below a folder as one text. */
export function sourceText(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

/** What the group of a pattern caught, match by match. */
export function caught(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap(([, found]) => found ?? []);
}
