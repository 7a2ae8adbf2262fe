/** What YAML 1.1, as Kubernetes and others read it, takes for no text. */
const reserved = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** A name as a text of YAML, whatever it looks like; in quotes only where it has to be. */
export function yamlWord(name: string): string {
  return /^[A-Za-z][A-Za-z0-9._/-]*$/.test(name) && !reserved.test(name) ? name : JSON.stringify(name);
}
