/** The forge says no: the HTTP status and the words that Gitea uses. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  static notFound(message = 'not found'): Refusal {
    return new Refusal(404, message);
  }

  static invalid(message: string): Refusal {
    return new Refusal(422, message);
  }
}
