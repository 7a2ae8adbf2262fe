/** What `branchline where` was called with. */
export interface WhereCall {
  readonly service?: string;
  readonly catalog?: string;
  readonly limit: number;
  readonly json?: boolean;
}
