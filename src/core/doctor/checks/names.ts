/** What is checked; a check that could not be made is called by it. */
export type CheckName =
  | 'services'
  | 'repository'
  | 'branches'
  | 'rules'
  | 'access'
  | 'protection'
  | 'requiredChecks'
  | 'landing'
  | 'pipeline'
  | 'content'
  | 'patterns'
  | 'images'
  | 'verify'
  | 'cluster'
  | 'namespace'
  | 'kinds'
  | 'controllers';
