import { Ajv, type ValidateFunction } from 'ajv';
import { resolved, type Description, type Operation, type Schema } from './description';
import { known, orNull, partial } from './strictness';

/** A request below the base of the API. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface JudgeOptions {
  /** Whether an answer may leave out what the description requires: one that a test wrote holds what matters there. */
  readonly partial?: boolean;
  /** Whether the description says what may be `null`; where it does not, everything may. */
  readonly namesNull?: boolean;
}

/** Of a path, what may hold a slash: names of branches. */
const longParts = ['branch', 'ref', 'name'];

/** Holds requests and answers against what a forge publishes of its API. What is wrong is told in words; nothing: all is right. */
export class Judge {
  private readonly ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly paths: readonly (readonly [pattern: RegExp, name: string])[];

  constructor(
    private readonly description: Description,
    private readonly options: JudgeOptions = {},
  ) {
    this.paths = Object.keys(description.operations)
      .sort((one, other) => literals(other) - literals(one))
      .map((name) => [patternOf(name), name]);
  }

  /** `GET /repos/{owner}/{repo}`; nothing where the description has no such operation. */
  operation({ method, path }: Pick<Sent, 'method' | 'path'>): string | undefined {
    return this.paths.find(([pattern]) => pattern.test(`${method} ${path}`))?.[1];
  }

  request(sent: Sent): readonly string[] {
    const name = this.operation(sent);
    const operation = name === undefined ? undefined : this.description.operations[name];
    if (name === undefined || !operation) return [`${sent.method} ${sent.path}: there is no such operation`];
    return [...this.query(operation, sent.query), ...this.body(name, operation, sent.body)].map(
      (problem) => `${name}: ${problem}`,
    );
  }

  answer(sent: Pick<Sent, 'method' | 'path'>, status: number, body: unknown): readonly string[] {
    const name = this.operation(sent);
    if (name === undefined) return [];
    const schema = this.description.operations[name]?.answers[String(status)];
    if (schema === undefined) return [`${name}: is not answered with ${status}`];
    if (schema === null) return [];
    const { partial: isPartial = false, namesNull = true } = this.options;
    const strict = (one: Schema) => known(namesNull ? one : orNull(one));
    const as = (one: Schema) => (isPartial ? partial(strict(one)) : strict(one));
    return this.held(`${name} ${status}`, schema, as, body).map((problem) => `${name} ${status}: ${problem}`);
  }

  private query({ query }: Operation, asked: URLSearchParams): readonly string[] {
    return [...asked].flatMap(([name, value]) => {
      const schema = query[name];
      if (!schema) return [`there is no parameter ${name}`];
      return isOfType(resolved(this.description, schema), value) ? [] : [`${name} may not be ${value}`];
    });
  }

  private body(name: string, { body: schema }: Operation, body: unknown): readonly string[] {
    if (!schema) return body === undefined ? [] : ['takes no body'];
    return this.held(name, schema, known, body);
  }

  private held(name: string, schema: Schema, as: (schema: Schema) => Schema, value: unknown): readonly string[] {
    const validate = this.validators.get(name) ?? this.ajv.compile(this.whole(schema, as));
    this.validators.set(name, validate);
    if (validate(value)) return [];
    const problems = (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const what: unknown = (params as Record<string, unknown>)['additionalProperty'];
      return `${instancePath} ${message ?? ''}${typeof what === 'string' ? `: ${what}` : ''}`.trim();
    });
    return [...new Set(problems)];
  }

  private whole(schema: Schema, as: (schema: Schema) => Schema): object {
    const { schemas } = this.description;
    return {
      ...as(schema),
      schemas: Object.fromEntries(Object.entries(schemas).map(([name, one]) => [name, as(one)])),
    };
  }
}

function literals(name: string): number {
  return name.replaceAll(/\{\w+\}/g, '').length;
}

function patternOf(name: string): RegExp {
  const parts = name.split(/\{(\w+)\}/);
  const texts = parts.map((part, index) => {
    if (index % 2 === 0) return part;
    return longParts.includes(part) ? '.+' : '[^/]+';
  });
  return new RegExp(`^${texts.join('')}$`);
}

/** A parameter is a text: whether it says a value of the type. */
function isOfType({ type, enum: words }: Schema, value: string): boolean {
  if (words) return words.includes(value);
  if (type === 'integer') return /^\d+$/.test(value);
  return type !== 'boolean' || ['true', 'false'].includes(value);
}
