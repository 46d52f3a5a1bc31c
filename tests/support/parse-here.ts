import type { ParseServices } from '../../src/config/register/parse-in-worker.ts'
import { readContent } from '../../src/config/register/services.ts'

/** Reads a services file on this thread: a thread of its own needs compiled code. */
export function parseHere(merged: readonly string[]): ParseServices {
  return (text) =>
    new Promise((resolve) => {
      resolve(readContent(text, merged))
    })
}
