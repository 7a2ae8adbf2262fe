import type { SettingsOf } from '../../forge/settingsPage';
import type { Message, MessageValues } from '../../support/message';

/** `note`: worth knowing, and nothing is wrong. */
export type Severity = 'error' | 'warning' | 'note';

/** What is found in the same words wherever it is found: its places in braces are filled in there. */
export interface Rule {
  readonly severity: Severity;
  readonly what: Message;
  readonly why: Message;
  /** What a person does about it: a command, or where to click. */
  readonly fix: Message;
  /** Where in the settings of the repository, if it is mended there. */
  readonly settings?: SettingsOf;
}

/** What a place in braces stands for is known only where the rule is broken; a test holds that each is filled there. */
export const filledLater: MessageValues = {};
