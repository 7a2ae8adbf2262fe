/** `branchline doctor`, as it was called. */
export interface DoctorCall {
  readonly service?: string;
  readonly catalog?: string;
  readonly timeout: string;
  readonly sarif?: string;
  readonly json?: boolean;
}
