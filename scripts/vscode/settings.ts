export type Theme = 'light' | 'dark';

const colourThemes: Readonly<Record<Theme, string>> = { light: 'Light Modern', dark: 'Dark Modern' };

/** A quiet editor: nothing that advertises, updates, phones home or moves by itself. */
export function quietSettings(theme: Theme): Record<string, unknown> {
  return {
    'chat.disableAIFeatures': true,
    'editor.minimap.enabled': false,
    'extensions.autoCheckUpdates': false,
    'extensions.autoUpdate': false,
    'extensions.ignoreRecommendations': true,
    'git.autofetch': false,
    'git.openRepositoryInParentFolders': 'never',
    'security.workspace.trust.startupPrompt': 'never',
    'telemetry.telemetryLevel': 'off',
    'update.mode': 'none',
    'window.commandCenter': false,
    'window.confirmBeforeClose': 'never',
    'workbench.colorTheme': colourThemes[theme],
    'workbench.enableExperiments': false,
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'workbench.startupEditor': 'none',
    'workbench.tips.enabled': false,
    'workbench.welcomePage.walkthroughs.openOnInstall': false,
  };
}
