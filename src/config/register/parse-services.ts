import type { RegisterContent } from '../../decide/register.ts'
import { readContent } from './services.ts'

/**
 * Reads the text of a services file, one at a time. Rejects with a `ConfigurationError` that has
 * every problem.
 */
export type ParseServices = (text: string) => Promise<RegisterContent>

/** On the thread that asks, which a long file holds up: for commands and tests. */
export function createParseHere(merged: readonly string[]): ParseServices {
  return (text) =>
    new Promise((resolve) => {
      resolve(readContent(text, merged))
    })
}
