import { existsSync, readFileSync } from 'node:fs'

/** The version in package.json, which is the nearest one above this file, built or not. */
export function version(): string {
  for (let folder = new URL('./', import.meta.url); folder.pathname !== '/';) {
    const file = new URL('package.json', folder)
    if (existsSync(file)) {
      return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version
    }
    folder = new URL('../', folder)
  }
  return 'unknown'
}
