import type { Query } from './query.ts'

/** As ASP.NET reads a boolean; what is none counts as false. */
export function isTrue(query: Query, name: string): boolean {
  return query.one(name)?.trim().toLowerCase() === 'true'
}
