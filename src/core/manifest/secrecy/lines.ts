import { isSecretName } from './names';
import { mask } from './shown';
import { hasSecretAssignment, hasSecretShape, isSecretText } from './shapes';

const assignment = /^(\s*(?:-\s+)?(?:export\s+|\$)?["']?)([A-Za-z_][\w./-]*)(["']?\s*(?::=|[:=])\s*)(\S.*)?$/s;

/** Whether a text that is not read as YAML has a line that must not be shown. */
export function hasSecretLines(text: string): boolean {
  return maskLines(text) !== text;
}

/**
 * A text that is not read as YAML (a template, a script, a file of settings), line by line: what is assigned to a secret
 * name or has the shape of a secret is masked, with the lines that belong to it.
 */
export function maskLines(text: string): string {
  const parts = text.split(/(\r\n|\r|\n)/);
  const state = new Lines();
  return parts.map((part, index) => (index % 2 === 0 ? state.masked(part) : part)).join('');
}

class Lines {
  /** Deeper lines belong to a secret that began at this depth. */
  private below: number | undefined;
  /** What ends the part that is hidden. */
  private until: RegExp | undefined;
  /** The last `name:` was that of a secret. */
  private isNamed = false;
  /** An action of a template goes on over lines: what is quoted on any of them may belong to a name on another. */
  private isInAction = false;
  /** So does a text between backticks in it. */
  private isInRaw = false;

  masked(line: string): string {
    const isPart = this.isInAction;
    this.isInAction = line.lastIndexOf('{{') > line.lastIndexOf('}}') || (isPart && !line.includes('}}'));
    const masked = this.judged(line);
    return isPart || this.isInAction ? this.withoutText(masked, line) : masked;
  }

  private withoutText(masked: string, line: string): string {
    const isPart = this.isInRaw;
    if (line.split('`').length % 2 === 0) this.isInRaw = !this.isInRaw;
    const isHidden = isPart || this.isInRaw;
    this.isInRaw &&= this.isInAction;
    return isHidden && line.trim() !== '' ? mask : withoutQuoted(masked);
  }

  private judged(line: string): string {
    const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
    const hidden = line.trim() === '' ? line : indent + mask;
    if (this.until) {
      if (this.until.test(line)) this.until = undefined;
      return hidden;
    }
    if (this.below !== undefined) {
      if (line.trim() === '' || indent.length > this.below) return hidden;
      this.below = undefined;
    }
    if (/-----BEGIN [A-Z\d ]+-----/.test(line) && hasSecretShape(line)) {
      if (!line.includes('-----END')) this.until = /-----END /;
      return hidden;
    }
    const defined = /\{\{-?\s*define\s+["'`]([^"'`]+)/.exec(line)?.[1];
    if (defined !== undefined && isSecretName(defined)) {
      if (!/\{\{-?\s*end\b/.test(line)) this.until = /\{\{-?\s*end\b/;
      return hidden;
    }
    return this.assigned(line, indent, hidden);
  }

  private assigned(line: string, indent: string, hidden: string): string {
    const isComment = /^\s*(?:#|\/\/)/.test(line);
    const [, before = '', name, sign = '', value = ''] =
      assignment.exec(line.replace(/^(\s*)(?:#+|\/\/)\s*/, '$1')) ?? [];
    const isValueOfOne = this.isNamed && name?.toLowerCase() === 'value';
    if (name !== undefined)
      this.isNamed = /^(name|key)$/i.test(name) ? isSecretName(unquoted(value)) : this.isNamed && isValueOfOne;
    if (name !== undefined && (isValueOfOne || isSecretName(name)) && isSecretText(unquoted(value))) {
      if (/^[|>]/.test(value)) this.below = indent.length;
      return isComment ? hidden : before + name + sign + mask;
    }
    const element = secretElement(line);
    if (element === 'open') this.until = /<\//;
    if (element || hasSecretShape(line) || hasSecretAssignment(line) || hasSecretMember(line)) return hidden;
    return namesInAction(line) ? withoutQuoted(line) : line;
  }
}

/** `<password>x</password>`, `<entry key="password">x</entry>`; `open` where it ends on another line. */
function secretElement(line: string): 'open' | 'closed' | undefined {
  for (const [, tag = ''] of line.matchAll(/<([A-Za-z][^<>]*)>/g)) {
    const [name = ''] = /^[\w.:-]+/.exec(tag) ?? [];
    const rest = tag.slice(name.length);
    const named = [...rest.matchAll(/\b(?:name|key|id)\s?=\s?["']([^"']+)/gi)].map(([, text = '']) => text);
    if (![name, ...named].some(isSecretName) || (rest.endsWith('/') && !/\bvalue\b/i.test(rest))) continue;
    return line.includes('</') || rest.endsWith('/') ? 'closed' : 'open';
  }
  return undefined;
}

/**
 * What a line has beside others: `{ level: 1, password: "x" }`, `{name: PASSWORD, value: "x"}`; and what a Dockerfile sets by a blank.
 */
function hasSecretMember(line: string): boolean {
  const [, set = '', to = ''] = /^\s*(?:ENV|ARG)\s+([A-Za-z_]\w*)\s+(\S.*)$/.exec(line) ?? [];
  if (isSecretName(set) && isSecretText(unquoted(to))) return true;
  const members = [...line.matchAll(/[{,;]\s?["']?([A-Za-z_][\w.-]{0,80})["']?\s?:\s?("[^"]*"|'[^']*'|[^\s,;{}"']+)/g)];
  const isNamed = members.some(
    ([, name = '', value = '']) => /^(?:name|key)$/i.test(name) && isSecretName(unquoted(value)),
  );
  return members.some(
    ([, name = '', value = '']) =>
      (isSecretName(name) || (isNamed && name.toLowerCase() === 'value')) && isSecretText(unquoted(value)),
  );
}

function withoutQuoted(line: string): string {
  return line.replace(/"[^"]*"|`[^`]*`|'[^']*'/g, mask);
}

/** `{{ .Values.db.password | default "x" }}`, `{{ "x" | b64enc }}`: a word of its own beside the name of a secret, or made one. */
function namesInAction(line: string): boolean {
  return actionsIn(line).some(
    (action) =>
      /["'`]/.test(action) &&
      (/\bb64enc\b/.test(action) || (action.match(/[.$]?[A-Za-z_][\w.]*/g) ?? []).some(isSecretName)),
  );
}

function actionsIn(line: string): readonly string[] {
  const actions: string[] = [];
  for (let start = line.indexOf('{{'); start >= 0;) {
    const end = line.indexOf('}}', start + 2);
    if (end < 0) break;
    actions.push(line.slice(start + 2, end));
    start = line.indexOf('{{', end + 2);
  }
  return actions;
}

function unquoted(value: string): string {
  return value.replace(/(?<![,\s])[,\s]+$/, '').replace(/^(["'])(.*)\1$/s, '$2');
}
