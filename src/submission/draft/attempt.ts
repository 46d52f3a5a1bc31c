import type { DataElement, Instance } from '../../altinn3/storage.ts'

/** Milliseconds after which the work of one request has ended, whatever has come of it. */
export const longestAttempt = 130_000

/**
 * Whether the same sent again now is a retry of the request that has made this. The request may have
 * gone on for as long as it could after that.
 *
 * @param retryWindow milliseconds in which the same again is a retry
 */
export function isOfRetry(
  { created }: Pick<Instance | DataElement, 'created'>,
  retryWindow: number,
  now: number,
): boolean {
  return now - Date.parse(created ?? '') < retryWindow + longestAttempt
}

/** In the order of their making; of one moment by their ids, so that all have the same order. */
export function byAge(one: Instance, other: Instance): number {
  return Date.parse(one.created) - Date.parse(other.created) || one.id.localeCompare(other.id)
}
